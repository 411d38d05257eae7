# Words of the pack that stand by themselves: headings, columns, marks.
brief-title = Funding brief { $quarter }
brief-portfolio = Portfolio
brief-as-of = As of { $date }
brief-evidence = latest evidence { $date }
brief-no-evidence = no evidence yet
brief-internal = INTERNAL
brief-partners = FOR PARTNERS
brief-record = Record { $number }
brief-no-record = nothing recorded
brief-digest = Record { $number } · { $digest }
brief-recorded = recorded up to { $moment } UTC
brief-rates-none = no exchange needed
brief-rates-step = rates of each promise’s day, the newest of { $dates }
brief-rates-as-of = rates of { $date }: { $dates }
brief-rate = { $currency } { $date }
brief-page = page { $page } of { $pages }
brief-line = { $initiative }, { $subject }:
brief-full = Full requirement
brief-needed = { $amount } needed
brief-not-known = requirement not known
brief-due = by { $date }
brief-missing = missing { $amount }
brief-over = { $amount } more than needed
brief-surplus = { $amount } over
brief-nothing-in-sight = nothing is in sight
brief-others = Others ({ $count })
brief-donors = { $count ->
    [one] one donor
   *[other] { $count } donors
}
brief-alt = Bar of { $title }: { $parts }.
brief-alt-part = { $who } { $amount } { $rung }
brief-ladder = What is missing, counting from each rung
brief-counting = Counting
brief-plus = + { $rung }
brief-money = Money
brief-counted = Counts
brief-gap = Missing
brief-coverage = Coverage
brief-who = Who stands where
brief-donor = Donor
brief-standing = Standing
brief-amount = Amount
brief-pays = Pays
brief-source = Source
brief-last-word = Last word
brief-paid = paid
brief-not-stated = not stated
brief-and-later = { $date } (+{ $count })
brief-in-kind = in kind
brief-no-rate = { $amount }, no rate
brief-nobody-yet = Nobody yet
brief-nobody = Nobody so far
brief-total = Total, cash
brief-total-in-kind = Total, in kind
brief-changed-printed = Changed since the last brief ({ $date }, { $record })
brief-changed = Changed since { $date } (no brief was issued before)
brief-change = Step
brief-firm = Money announced or firmer
brief-decisions = Decisions wanted, by when
brief-decision = Decision
brief-of-whom = Of whom
brief-by-when = By
brief-no-decision = No decision is wanted: all that is needed has been received.
brief-more = and { $count } more
brief-overdue = Overdue
brief-overdue-line = { $who }: { $amount } since { $since }
brief-overdue-days = { $who }: { $amount } since { $since } ({ $days ->
    [one] one day
   *[other] { $days } days
})
brief-nothing-overdue = Nothing is overdue.
brief-meetings = Next meetings and deadlines
brief-no-meetings = None is known.
brief-letters = Letters that this page’s typeface lacks stand as “�”; the workbook has them all.
brief-outlook = Outlook
brief-caveats = What to bear in mind
brief-unknowns = What is not known
brief-sources = Sources
brief-no-sources = No source is stated.
brief-unsourced = unsourced
brief-points = Talking points
brief-in-one-line = In one line
brief-summary = Summary
brief-phase = Phase
brief-required = Needed
brief-in-cash = In cash
brief-firm-short = Announced or firmer
brief-in-sight = In sight
brief-next = Next date
brief-phases = Phases
brief-ended = ended
brief-of-phases = { $count ->
    [one] Open phase in { $currency }
   *[other] { $count } open phases in { $currency }
}
brief-no-phases = Nothing is recorded yet.
brief-attention = Needs attention
brief-nothing-attention = Nothing needs attention.
brief-attention-missed = { $phase }: { $amount } is missing for “{ $what }”, needed for { $date }, which has passed.
brief-attention-at-risk = { $phase }: { $amount } is missing for “{ $what }”, needed for { $date }.
brief-attention-overdue = { $phase }: { $what } has { $amount } overdue since { $date }.
brief-attention-no-rate = { $phase }: { $amount } is in no total, for want of a rate of exchange.
brief-attention-no-requirement = { $phase }: what it needs is not known.
brief-portfolio-note = A surplus of one phase covers no other; currencies are never added.
brief-covers = It says what the money covers, not what will happen.
brief-verify = Check with: tracker verify --expect { $number }:{ $digest }
wanted-meet = Meet or lift the condition on { $amount }
wanted-state-date = State when { $amount }, already signed, will be paid
wanted-sign = Sign { $amount }, now announced
wanted-announce = Announce { $amount }, now anticipated
wanted-decide = Decide on { $amount }
wanted-find = Find { $amount } { $target }
wanted-in-full = for the full requirement
wanted-for = for “{ $title }”
caveat-undated = No payment date is stated for { $amount } that counts towards “{ $title }”.
caveat-unconverted = { $count ->
    [one] { $amounts } is in no total, for want of a rate of exchange.
   *[other] { $amounts } are in no total, for want of a rate of exchange.
}
caveat-range = All money in sight together may come to between { $low } and { $high }.
kind-opening = Stood at the start
kind-late-entries = Recorded later about before
kind-new = New
kind-raised = Raised
kind-lowered = Lowered
kind-firmed = Became firmer
kind-softened = Became softer
kind-moved = Moved between phases
kind-received = Paid
kind-refunded = Given back
kind-withdrawn = Withdrawn
kind-exchange = Rates of exchange
kind-stated = Requirement stated
kind-restated = Requirement restated
kind-closing = Stands now
brief-all-initiatives = { $count ->
    [one] One initiative
   *[other] { $count } initiatives
}
likely-reached = By the likelihoods stated for { $stated } of { $promises } promises, “{ $title }” is covered in time with a likelihood of { $range }.
likely-between = between { $first } and { $last }
likely-basis = It takes promises to be independent of each other, and rests on what somebody stated on their rows.
likely-spread = On the same basis { $p10 } or more comes with nine chances in ten, { $p50 } with even odds, { $p90 } with one in ten.
brief-pair = { $head }: { $text }
brief-scenario = SCENARIO “{ $name }”: recorded nowhere
