# What changed since a date. $money is an amount, with “about” before it where it is approximate; $amount is one without.

change-paid = { $money } was received
change-unpaid = { $vague ->
    [yes] about { $amount } of payments was taken back
   *[no] { $amount } of payments was taken back
}
change-committed = { $money } was newly signed
change-pledged = { $money } was newly announced
change-expected = { $money } was newly anticipated
change-prospective = { $money } was newly seen as possible
change-softened = { $rung ->
    [received] { $money } fell back to received
    [committed] { $money } fell back to signed
    [pledged] { $money } fell back to announced
    [expected] { $money } fell back to anticipated
   *[prospective] { $money } fell back to possible
}
change-refunded = { $money } was given back
change-withdrawn = { $money } was withdrawn
change-withdrawn-soft = { $money } of expectations was withdrawn
change-raised = { $vague ->
    [yes] earlier promises grew by about { $amount }
   *[no] earlier promises grew by { $amount }
}
change-lowered = { $vague ->
    [yes] earlier promises shrank by about { $amount }
   *[no] earlier promises shrank by { $amount }
}
change-raised-soft = { $vague ->
    [yes] earlier expectations grew by about { $amount }
   *[no] earlier expectations grew by { $amount }
}
change-lowered-soft = { $vague ->
    [yes] earlier expectations shrank by about { $amount }
   *[no] earlier expectations shrank by { $amount }
}
change-moved-here = { $money } was moved here
change-moved-away = { $money } was moved elsewhere
change-exchange-gain = rates of exchange added { $money }
change-exchange-loss = rates of exchange took { $money }
change-stated = { $vague ->
    [yes] the requirement of about { $amount } was stated
   *[no] the requirement of { $amount } was stated
}
change-restated-up = { $vague ->
    [yes] the requirement rose by about { $amount }
   *[no] the requirement rose by { $amount }
}
change-restated-down = { $vague ->
    [yes] the requirement fell by about { $amount }
   *[no] the requirement fell by { $amount }
}

since = since { $date }, { $facts }
since-no-cash = no cash moved since { $date }
since-nothing = nothing changed since { $date }
changes-also = also, { $facts }
changes-others = also, { $facts } in the table
other-changes = { $count ->
    [one] one other change
   *[other] { $count } other changes
}
changes-in-kind = in kind, { $facts }
changes-late = { $which ->
    [more] By what was recorded later, { $amount } more stood at the start than was printed.
   *[less] By what was recorded later, { $amount } less stood at the start than was printed.
}

# What became of the gap. $counting: the softest rung that is counted.
gap-left = { $still ->
    [yes] { $target } is still { $money } short
    [no] { $target } is now { $money } short
   *[new] { $target } is { $money } short
}
gap-none = { $still ->
    [yes] nothing is missing of { $target }, { $counting }
   *[no] nothing is missing any more of { $target }, { $counting }
}
counting = { $rung ->
    [received] counting money received
    [committed] counting money signed or firmer
    [pledged] counting money announced or firmer
    [expected] counting money anticipated or firmer
   *[prospective] counting money possible or firmer
}
gap-closed = the gap of { $amount } closed
gap-was-none = before, nothing was missing of it
gap-narrowed = the gap narrowed by { $amount }, from { $before } to { $after }, { $counting }
gap-widened = the gap widened by { $amount }, from { $before } to { $after }, { $counting }
gap-late = { $amount } is due only after that date, and is not counted.
need-changed = What { $target } needs went from { $before } to { $after }.
gap-left-more = { $left }, { $amount } more than then
gap-left-less = { $left }, { $amount } less than then
need-not-known = What is needed is not known.
