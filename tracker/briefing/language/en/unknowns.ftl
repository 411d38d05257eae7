# What nobody has said of a phase.
unknown-need = What the phase needs.
unknown-dates = { $which ->
    [starts] When the phase begins.
    [ends] When the phase ends.
   *[both] When the phase begins or ends.
}
unknown-counts = Which money counts towards “{ $title }”; shown from announced money.
unknown-due = By when “{ $title }” is needed.
unknown-support = Whether the requirement includes programme support costs.
unknown-payments = Payment dates: { $names }.
unknown-amounts = Exact amounts: { $names }.
unknown-sources = The source of { $count } of { $total } standings.

# What a reader of gaps has to know. $where: a phase, or a phase and a target, by their keys.
requirement = requirement
caveat-need = { $where }: the requirement is unknown; coverage and gap cannot be told.
caveat-rate = { $where }: { $listed } is missing from it for want of a rate of exchange.
