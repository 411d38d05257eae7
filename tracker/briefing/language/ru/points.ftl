# Тезисы.
points-nothing-missing = Средств достаточно.
points-no-need = Поскольку потребность неизвестна, ни покрытие, ни дефицит указать нельзя.
points-unpaid = Из необходимых { $needed } остаётся выплатить { $amount }.
points-unpaid-all = Из необходимых { $needed } пока ничего не выплачено.

full-unknown = Сколько требуется на весь этап, неизвестно.
full-zero = Согласно действующему бюджету, на весь этап средства не требуются.
full-met = { $vague ->
    [yes] В целом требуется { $needed }; { $firm } около { $amount }.
   *[no] В целом требуется { $needed }; { $firm } { $amount }.
}
full-none = В целом требуется { $needed }; из этой суммы ничего { $firm }.
full-part = { $vague ->
    [yes] В целом требуется { $needed }: { $firm } около { $share } этой суммы, не хватает около { $amount }.
   *[no] В целом требуется { $needed }: { $firm } { $share } этой суммы, не хватает { $amount }.
}

coming-overdue = Просроченные выплаты: { $listed } ({ $names }).
coming-next = Просроченных выплат нет; ближайшая должна поступить { $when }: { $amount }, { $name }.
coming-undated = Сроки выплаты обещанного не указаны.
coming-nothing = Невыплаченных сумм нет.

closing = По состоянию на { $date } · { $audience } · { $record } · { $sources }
sources = { $count ->
    [0] Источник не указан
    [1] Источник: { $listed }
   *[other] Источники: { $listed }
}
and-more = { $listed } и ещё { $count }
