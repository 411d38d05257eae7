# Les dates d’une phase.
date-begins = La phase commence
date-ends = La phase se termine
date-needed = { $title } : { $money } à réunir
date-overdue = { $name } : { $money } en retard
date-due = { $name } : { $money } à verser
next-chance = { $aside ->
    [yes] Prochaine occasion de solliciter des fonds : { $title }, { $date } { $remark }.
   *[no] Prochaine occasion de solliciter des fonds : { $title }, { $date }.
}
