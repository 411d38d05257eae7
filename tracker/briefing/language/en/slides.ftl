# Words of the slides that no other form needs.
slides-other-thresholds = The other thresholds
slides-unnamed = Not named in the bar: { $parts }
slides-part = { $who } { $amount } ({ $rung })
slides-range = { $low } to { $high }
slides-continued = { $title } ({ $part } of { $parts })
slides-uncertain = What is vague or not known
slides-table = Table: { $title }. { $parts }
slides-chart = Chart: { $title }. { $parts }
slides-key = Key: { $parts }.
slides-below = (not drawn)
slides-stood = Stood
slides-more = More
slides-less = Less
slides-ledger = Ledger { $ledger }
slides-currency = Currency { $currency }
slides-for-target = for “{ $title }”
slides-coverage-of-each = How far each phase is covered
