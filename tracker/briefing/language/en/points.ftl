# Talking points. $money is an amount, with “about” before it where it is approximate; $amount is one without.
points-nothing-missing = Nothing is missing.
points-no-need = Without a known requirement, coverage and gap cannot be told.
points-unpaid = Of the { $needed } needed, { $amount } has yet to be paid.
points-unpaid-all = None of the { $needed } needed is paid yet.

full-unknown = What the whole phase needs is not known.
full-zero = The whole phase needs no money, as the budget stands.
full-met = { $vague ->
    [yes] In full, { $needed } is needed, and about { $amount } is { $firm }.
   *[no] In full, { $needed } is needed, and { $amount } is { $firm }.
}
full-none = In full, { $needed } is needed, and none of it is { $firm }.
full-part = { $vague ->
    [yes] In full, { $needed } is needed: about { $share } of it is { $firm }, and about { $amount } is missing.
   *[no] In full, { $needed } is needed: { $share } of it is { $firm }, and { $amount } is missing.
}

coming-overdue = { $number ->
    [one] { $listed } is overdue: { $names }.
   *[other] { $listed } are overdue: { $names }.
}
coming-next = Nothing is overdue; the next payment is due { $when }: { $amount }, { $name }.
coming-undated = No payment date is stated for what is promised.
coming-nothing = No payment is outstanding.

closing = As of { $date } · { $audience } · { $record } · { $sources }
sources = { $count ->
    [0] Unsourced
    [1] Source: { $listed }
   *[other] Sources: { $listed }
}
and-more = { $listed } and { $count } more
