# Даты этапа.
date-begins = Начало этапа
date-ends = Завершение этапа
date-needed = { $title }: необходимо { $money }
date-overdue = { $name }: просрочено { $money }
date-due = { $name }: к выплате { $money }
next-chance = { $aside ->
    [yes] Ближайшая возможность обратиться за взносами: { $title }, { $date } { $remark }.
   *[no] Ближайшая возможность обратиться за взносами: { $title }, { $date }.
}
