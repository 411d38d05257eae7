-- A ledger of schema 2, made by the program that knew no later one (`.dump` of SQLite).
PRAGMA application_id = 1179939435;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE budgets (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	phase TEXT DEFAULT '' NOT NULL, 
	stated_on TEXT DEFAULT '' NOT NULL, 
	component TEXT DEFAULT '' NOT NULL, 
	period_start TEXT DEFAULT '' NOT NULL, 
	period_end TEXT DEFAULT '' NOT NULL, 
	amount INTEGER NOT NULL, 
	currency TEXT DEFAULT '' NOT NULL, 
	support_cost_rate INTEGER, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "budgets" VALUES(5,1,NULL,0,'6f5ee3b978d55396fc8a37c82fb8b3f24c41bb3b7b9a8f0b776c2ee212fd7959','PPI-3','2009-11-27','','','',290000000,'USD',NULL,'09UNVIEVIENNA548 ¶10','Per UNODC''s project document; its own date is not given. Whether support costs are included is not known.');
CREATE TABLE changesets (
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	message TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	actor TEXT DEFAULT '' NOT NULL, 
	request TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (number)
)
 STRICT

;
INSERT INTO "changesets" VALUES(1,'2009-12-04T18:45:00.000000+00:00','Ada','First figures from paris-pact','','08b59b5854aedf93ef5805d9ae512dc505782b1778b6a802556c8774bd67b523','','329afb62123541adacaf76f01c922232');
INSERT INTO "changesets" VALUES(2,'2009-12-04T19:45:00.000000+00:00','Ada','Ada is editor now','','fe76e376ceb4bfff581398d5f8ecb1dda0f02fa24d73fef6d01d7e00a91d0d1c','','7519a071b4b846d1919e2a8f9f27378d');
INSERT INTO "changesets" VALUES(3,'2009-12-04T20:45:00.000000+00:00','Ada','A note','','3b372863226156fabbb58f2261f6091fcade74f6452b074d80cf3b16a4225a1a','https://id.example 17','r1');
INSERT INTO "changesets" VALUES(4,'2009-12-04T21:45:00.000000+00:00','Bo','No meeting','','3183dbd2b52d4470f1bacfe659c1c3b3ad882b2988f3b6aba2db302e5b37428a','','cc54e5d07c904e91910cc734d05d07ce');
CREATE TABLE contributions (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	contribution TEXT DEFAULT '' NOT NULL, 
	received_on TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	phase TEXT DEFAULT '' NOT NULL, 
	donor TEXT DEFAULT '' NOT NULL, 
	pledge TEXT DEFAULT '' NOT NULL, 
	amount INTEGER NOT NULL, 
	currency TEXT DEFAULT '' NOT NULL, 
	component TEXT DEFAULT '' NOT NULL, 
	form TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE donors (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	donor TEXT DEFAULT '' NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	country TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	aliases TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "donors" VALUES(7,1,3,0,'aac3934d39ed44aa9b3643a223dbe11833acdcc25f1d7f87527146f4bd69148e','FRA','France','FRA','government','French Republic','09UNVIEVIENNA548 ¶10','');
INSERT INTO "donors" VALUES(7,3,NULL,0,'d8171f94412a811609efe4fe9bd18d6040d63432c3b3cc12f53d9c950ee79c73','FRA','France','FRA','government','French Republic','09UNVIEVIENNA548 ¶10','A note');
INSERT INTO "donors" VALUES(8,1,NULL,0,'fa4cf3c935c47902c35ae8872f7e1e1553e3e7303162116097c3ea168d7efb3a','RUS','Russian Federation','RUS','government','Russia','09UNVIEVIENNA548 ¶10','');
INSERT INTO "donors" VALUES(9,1,NULL,0,'2f59a22032fcf6781472f8f86926fca76b0068751b77178fdd301b6c6aaf0b04','USA','United States','USA','government','United States of America; US; U.S.','09UNVIEVIENNA548 ¶10','');
CREATE TABLE events (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	event TEXT DEFAULT '' NOT NULL, 
	"on" TEXT DEFAULT '' NOT NULL, 
	ends_on TEXT DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	phase TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "events" VALUES(13,1,4,0,'37a0013ff79bed5462698dda2aa0a5af57b86ab4ffd8c543defb0c7858f235d5','KABUL-2010','2010','','Expert group in Kabul','PPI-3','meeting','09UNVIEVIENNA548 ¶5','Early 2010; the day is not known.');
INSERT INTO "events" VALUES(13,4,NULL,1,'21cd6535f978eb4fbfb116ae78634cd239fec5cb2f9b886c0f557be04c611dde','KABUL-2010','2010','','Expert group in Kabul','PPI-3','meeting','09UNVIEVIENNA548 ¶5','Early 2010; the day is not known.');
INSERT INTO "events" VALUES(14,1,NULL,0,'34ac19668a332cacc254b1f815ed2fff6e34733c5527d7995db4497af56f1524','ALMATY-2010','2010','','Expert group in Almaty','PPI-3','meeting','09UNVIEVIENNA548 ¶5','Early 2010; the day is not known.');
INSERT INTO "events" VALUES(15,1,NULL,0,'7b84a8a4a747c09205391dec55205710adbea3316e70e3fea12ad59eeb7dc9f0','PCG-2010','2010-03','','Policy Consultative Group (tentative)','PPI-3','meeting','09UNVIEVIENNA548 ¶12','On the margins of the Commission on Narcotic Drugs.');
INSERT INTO "events" VALUES(16,1,NULL,0,'1e5bc4d76c90410ea52089c292e305e31b69e0b030caa404ddf51a587c9173b8','MIN-2010','2010','','Ministerial conference (wanted; no host)','','meeting','09UNVIEVIENNA548 ¶11','');
INSERT INTO "events" VALUES(17,1,NULL,0,'e78ce5f2da53b62376d9f9231bf259a293810d818b5923843f4a485b51eff618','MIN-2012','2012','','Fourth ministerial conference (perhaps in Russia)','','meeting','09UNVIEVIENNA548 ¶11','');
CREATE TABLE grants (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	issuer TEXT DEFAULT '' NOT NULL, 
	subject TEXT DEFAULT '' NOT NULL, 
	role TEXT DEFAULT '' NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "grants" VALUES(19,2,NULL,0,'3330e951a05ed0e5ab1cc28b9f105926513010b439dbfbc3b2670eda0d5bda63','https://id.example','17','editor','Ada');
CREATE TABLE initiatives (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	initiative TEXT DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	lead_agency TEXT DEFAULT '' NOT NULL, 
	currency TEXT DEFAULT '' NOT NULL, 
	iati_identifier TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "initiatives" VALUES(1,1,NULL,0,'27f7d26165da33907bbafa70b8e26124c1fd92ff172f2139e3a038d4b7a3e222','PPI','Paris Pact','UNODC','USD','','09UNVIEVIENNA548 ¶1','Partnership against the traffic in Afghan opiates. Begun in 2003; ministerial conferences: France 2003 and Russia 2006.');
CREATE TABLE instalments (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	pledge TEXT DEFAULT '' NOT NULL, 
	due_on TEXT DEFAULT '' NOT NULL, 
	amount INTEGER NOT NULL, 
	"trigger" TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE meta (
	ledger TEXT NOT NULL, 
	schema_version INTEGER NOT NULL, 
	PRIMARY KEY (ledger)
)
 STRICT

;
INSERT INTO "meta" VALUES('2389ae64ae324243b8c9fc2c48b760a7',2);
CREATE TABLE phases (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	phase TEXT DEFAULT '' NOT NULL, 
	initiative TEXT DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	starts_on TEXT DEFAULT '' NOT NULL, 
	ends_on TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "phases" VALUES(2,1,NULL,0,'7ac9a8be572019ba2ec9f88e8654147bcaf9c701065e3b5a02348de11bce5458','PPI-1','PPI','Phase One','2003','','09UNVIEVIENNA548 ¶1','Its end and its budget are not known here.');
INSERT INTO "phases" VALUES(3,1,NULL,0,'5524f668fcc816abb94e3c0913da98348085543043e6d8bacce3d3cc0d682c5f','PPI-2','PPI','Phase Two','2006','2009','09UNVIEVIENNA548 ¶3','Its budget is not known here.');
INSERT INTO "phases" VALUES(4,1,NULL,0,'1d96dfeb4391855da532d4904e8c8d957b81d30ed6f8ec2725e95842be32b62c','PPI-3','PPI','Phase Three','2010','','09UNVIEVIENNA548 ¶6','How long it lasts is not known.');
CREATE TABLE pledges (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	pledge TEXT DEFAULT '' NOT NULL, 
	status_on TEXT DEFAULT '' NOT NULL, 
	status TEXT DEFAULT '' NOT NULL, 
	phase TEXT DEFAULT '' NOT NULL, 
	donor TEXT DEFAULT '' NOT NULL, 
	amount INTEGER, 
	currency TEXT DEFAULT '' NOT NULL, 
	approximate INTEGER DEFAULT '0' NOT NULL, 
	low INTEGER, 
	high INTEGER, 
	due_on TEXT DEFAULT '' NOT NULL, 
	component TEXT DEFAULT '' NOT NULL, 
	form TEXT DEFAULT '' NOT NULL, 
	condition TEXT DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	likelihood INTEGER, 
	agreement TEXT DEFAULT '' NOT NULL, 
	confirmed_on TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	CHECK (approximate IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "pledges" VALUES(10,1,NULL,0,'2fa1e839ef0eb76bf1e0bc987e26a2873ea00352deb99e70b47b7de0d83fadec','FRA-PPI-3','2009-11-27','expected','PPI-3','FRA',20000000,'USD',0,NULL,NULL,'','','','','',NULL,'','','09UNVIEVIENNA548 ¶10','Anticipated by the secretariat; no formal announcement. The payment date is not stated.');
INSERT INTO "pledges" VALUES(11,1,NULL,0,'03026e83e64b8de7f1b2fe8c245b486880788b09c2b1197b42de9c2b6720929c','RUS-PPI-3','2009-11-27','pledged','PPI-3','RUS',20000000,'USD',0,NULL,NULL,'','','','','',NULL,'','','09UNVIEVIENNA548 ¶10','Announced at the meeting of 26 and 27 November 2009. The payment date is not stated.');
INSERT INTO "pledges" VALUES(12,1,NULL,0,'67f6e8dfbbd7d698d6d4c666f7c7cfb01f102bbbf3aac40034009a2afb318f60','USA-PPI-3','2009-11-27','prospective','PPI-3','USA',10000000,'USD',1,0,NULL,'','','','','',NULL,'','','09UNVIEVIENNA548 ¶10','Inferred from past giving of about $100000 a year; no commitment of any kind.');
CREATE TABLE rates (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	currency TEXT DEFAULT '' NOT NULL, 
	"on" TEXT DEFAULT '' NOT NULL, 
	per_usd INTEGER, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE shares (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	"key" TEXT DEFAULT '' NOT NULL, 
	donor TEXT DEFAULT '' NOT NULL, 
	share INTEGER, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE sources (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	dated TEXT DEFAULT '' NOT NULL, 
	publisher TEXT DEFAULT '' NOT NULL, 
	marking TEXT DEFAULT '' NOT NULL, 
	url TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "sources" VALUES(18,1,NULL,0,'31e24e2f0802fcab3c0c520c0e9b6f5f2b6f5c955041c03cd3099caf46870bf2','09UNVIEVIENNA548','Cable 09UNVIEVIENNA548 on the Paris Pact''s Policy Consultative Group','2009-12-04','United States Mission to International Organizations in Vienna','public','','A public cable; cited by paragraph and in our own words.');
CREATE TABLE thresholds (
	"row" INTEGER NOT NULL, 
	from_changeset INTEGER NOT NULL, 
	until_changeset INTEGER, 
	is_retracted INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	threshold TEXT DEFAULT '' NOT NULL, 
	stated_on TEXT DEFAULT '' NOT NULL, 
	phase TEXT DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	amount INTEGER NOT NULL, 
	currency TEXT DEFAULT '' NOT NULL, 
	due_on TEXT DEFAULT '' NOT NULL, 
	counts TEXT DEFAULT '' NOT NULL, 
	components TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("row", from_changeset), 
	CHECK (is_retracted IN (0, 1)), 
	FOREIGN KEY(from_changeset) REFERENCES changesets (number), 
	FOREIGN KEY(until_changeset) REFERENCES changesets (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "thresholds" VALUES(6,1,NULL,0,'eedada1d35e8a67fa605504b3a0e69fca7e93f8708fda6406b75840b8ba197cb','PPI-3-START','2009-11-27','PPI-3','Start',70000000,'USD','2010-06','','','09UNVIEVIENNA548 ¶10','Start of activities; at least this much. Which money counts (announced, signed or paid) is not stated.');
CREATE UNIQUE INDEX changesets_request ON changesets (request) WHERE request != '';
CREATE TRIGGER "changesets_fixed" BEFORE UPDATE OF "number", "at", "author", "message", "origin", "digest", "actor", "request" ON "changesets" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what changesets recorded is never changed or deleted'); END;
CREATE TRIGGER "changesets_kept" BEFORE DELETE ON "changesets" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what changesets recorded is never changed or deleted'); END;
CREATE TRIGGER "initiatives_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "initiative", "title", "lead_agency", "currency", "iati_identifier", "source", "note" ON "initiatives" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what initiatives recorded is never changed or deleted'); END;
CREATE TRIGGER "initiatives_kept" BEFORE DELETE ON "initiatives" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what initiatives recorded is never changed or deleted'); END;
CREATE TRIGGER "phases_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "phase", "initiative", "title", "starts_on", "ends_on", "source", "note" ON "phases" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what phases recorded is never changed or deleted'); END;
CREATE TRIGGER "phases_kept" BEFORE DELETE ON "phases" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what phases recorded is never changed or deleted'); END;
CREATE TRIGGER "budgets_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "phase", "stated_on", "component", "period_start", "period_end", "amount", "currency", "support_cost_rate", "source", "note" ON "budgets" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what budgets recorded is never changed or deleted'); END;
CREATE TRIGGER "budgets_kept" BEFORE DELETE ON "budgets" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what budgets recorded is never changed or deleted'); END;
CREATE TRIGGER "thresholds_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "threshold", "stated_on", "phase", "title", "amount", "currency", "due_on", "counts", "components", "source", "note" ON "thresholds" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what thresholds recorded is never changed or deleted'); END;
CREATE TRIGGER "thresholds_kept" BEFORE DELETE ON "thresholds" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what thresholds recorded is never changed or deleted'); END;
CREATE TRIGGER "donors_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "donor", "name", "country", "kind", "aliases", "source", "note" ON "donors" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what donors recorded is never changed or deleted'); END;
CREATE TRIGGER "donors_kept" BEFORE DELETE ON "donors" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what donors recorded is never changed or deleted'); END;
CREATE TRIGGER "pledges_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "pledge", "status_on", "status", "phase", "donor", "amount", "currency", "approximate", "low", "high", "due_on", "component", "form", "condition", "reason", "likelihood", "agreement", "confirmed_on", "source", "note" ON "pledges" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what pledges recorded is never changed or deleted'); END;
CREATE TRIGGER "pledges_kept" BEFORE DELETE ON "pledges" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what pledges recorded is never changed or deleted'); END;
CREATE TRIGGER "instalments_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "pledge", "due_on", "amount", "trigger", "source", "note" ON "instalments" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what instalments recorded is never changed or deleted'); END;
CREATE TRIGGER "instalments_kept" BEFORE DELETE ON "instalments" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what instalments recorded is never changed or deleted'); END;
CREATE TRIGGER "contributions_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "contribution", "received_on", "kind", "phase", "donor", "pledge", "amount", "currency", "component", "form", "source", "note" ON "contributions" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what contributions recorded is never changed or deleted'); END;
CREATE TRIGGER "contributions_kept" BEFORE DELETE ON "contributions" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what contributions recorded is never changed or deleted'); END;
CREATE TRIGGER "rates_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "currency", "on", "per_usd", "source", "note" ON "rates" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what rates recorded is never changed or deleted'); END;
CREATE TRIGGER "rates_kept" BEFORE DELETE ON "rates" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what rates recorded is never changed or deleted'); END;
CREATE TRIGGER "shares_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "key", "donor", "share", "source", "note" ON "shares" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what shares recorded is never changed or deleted'); END;
CREATE TRIGGER "shares_kept" BEFORE DELETE ON "shares" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what shares recorded is never changed or deleted'); END;
CREATE TRIGGER "events_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "event", "on", "ends_on", "title", "phase", "kind", "source", "note" ON "events" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what events recorded is never changed or deleted'); END;
CREATE TRIGGER "events_kept" BEFORE DELETE ON "events" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what events recorded is never changed or deleted'); END;
CREATE TRIGGER "sources_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "source", "title", "dated", "publisher", "marking", "url", "note" ON "sources" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what sources recorded is never changed or deleted'); END;
CREATE TRIGGER "sources_kept" BEFORE DELETE ON "sources" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what sources recorded is never changed or deleted'); END;
CREATE TRIGGER "grants_fixed" BEFORE UPDATE OF "row", "from_changeset", "is_retracted", "digest", "issuer", "subject", "role", "name" ON "grants" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what grants recorded is never changed or deleted'); END;
CREATE TRIGGER "grants_kept" BEFORE DELETE ON "grants" WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what grants recorded is never changed or deleted'); END;
CREATE TRIGGER "initiatives_ended_once" BEFORE UPDATE OF until_changeset ON "initiatives" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what initiatives recorded is never changed or deleted'); END;
CREATE TRIGGER "phases_ended_once" BEFORE UPDATE OF until_changeset ON "phases" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what phases recorded is never changed or deleted'); END;
CREATE TRIGGER "budgets_ended_once" BEFORE UPDATE OF until_changeset ON "budgets" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what budgets recorded is never changed or deleted'); END;
CREATE TRIGGER "thresholds_ended_once" BEFORE UPDATE OF until_changeset ON "thresholds" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what thresholds recorded is never changed or deleted'); END;
CREATE TRIGGER "donors_ended_once" BEFORE UPDATE OF until_changeset ON "donors" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what donors recorded is never changed or deleted'); END;
CREATE TRIGGER "pledges_ended_once" BEFORE UPDATE OF until_changeset ON "pledges" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what pledges recorded is never changed or deleted'); END;
CREATE TRIGGER "instalments_ended_once" BEFORE UPDATE OF until_changeset ON "instalments" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what instalments recorded is never changed or deleted'); END;
CREATE TRIGGER "contributions_ended_once" BEFORE UPDATE OF until_changeset ON "contributions" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what contributions recorded is never changed or deleted'); END;
CREATE TRIGGER "rates_ended_once" BEFORE UPDATE OF until_changeset ON "rates" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what rates recorded is never changed or deleted'); END;
CREATE TRIGGER "shares_ended_once" BEFORE UPDATE OF until_changeset ON "shares" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what shares recorded is never changed or deleted'); END;
CREATE TRIGGER "events_ended_once" BEFORE UPDATE OF until_changeset ON "events" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what events recorded is never changed or deleted'); END;
CREATE TRIGGER "sources_ended_once" BEFORE UPDATE OF until_changeset ON "sources" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what sources recorded is never changed or deleted'); END;
CREATE TRIGGER "grants_ended_once" BEFORE UPDATE OF until_changeset ON "grants" WHEN OLD.until_changeset IS NOT NULL OR coalesce(NEW.until_changeset <= OLD.from_changeset, TRUE) BEGIN SELECT RAISE(ABORT, 'what grants recorded is never changed or deleted'); END;
COMMIT;
