# The dates of a phase.
date-begins = The phase begins
date-ends = The phase ends
date-needed = { $title }: { $money } needed
date-overdue = { $name }: { $money } overdue
date-due = { $name }: { $money } due
next-chance = { $aside ->
    [yes] Next chance to ask: { $title }, { $date } { $remark }.
   *[no] Next chance to ask: { $title }, { $date }.
}
