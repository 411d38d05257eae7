# Что изменилось с указанной даты.

change-paid = { $vague ->
    [yes] поступило { $money }
   *[no] { $number ->
        [one] поступил { $money }
       *[other] поступило { $money }
    }
}
change-unpaid = { $vague ->
    [yes] отменены платежи на сумму около { $amount }
   *[no] отменены платежи на сумму { $amount }
}
change-committed = подписаны новые обязательства на сумму { $money }
change-pledged = объявлены новые взносы на сумму { $money }
change-expected = появились ожидаемые поступления на сумму { $money }
change-prospective = появились возможные поступления на сумму { $money }
change-softened = { $rung ->
    [received] теперь лишь получено { $money }
    [committed] теперь лишь подписаны обязательства на сумму { $money }
    [pledged] теперь лишь объявлено { $money }
    [expected] теперь лишь ожидается { $money }
   *[prospective] теперь лишь возможно поступление { $money }
}
change-refunded = { $vague ->
    [yes] возвращено { $money }
   *[no] { $number ->
        [one] возвращён { $money }
       *[other] возвращено { $money }
    }
}
change-withdrawn = отозваны обещанные средства на сумму { $money }
change-withdrawn-soft = отпали ожидавшиеся поступления на сумму { $money }
change-raised = { $vague ->
    [yes] ранее обещанные суммы увеличились примерно на { $amount }
   *[no] ранее обещанные суммы увеличились на { $amount }
}
change-lowered = { $vague ->
    [yes] ранее обещанные суммы уменьшились примерно на { $amount }
   *[no] ранее обещанные суммы уменьшились на { $amount }
}
change-raised-soft = { $vague ->
    [yes] ранее ожидавшиеся суммы увеличились примерно на { $amount }
   *[no] ранее ожидавшиеся суммы увеличились на { $amount }
}
change-lowered-soft = { $vague ->
    [yes] ранее ожидавшиеся суммы уменьшились примерно на { $amount }
   *[no] ранее ожидавшиеся суммы уменьшились на { $amount }
}
change-moved-here = сюда перенесены средства на сумму { $money }
change-moved-away = в другое место перенесены средства на сумму { $money }
change-exchange-gain = за счёт курсовой разницы прибавилось { $money }
change-exchange-loss = за счёт курсовой разницы убыло { $money }
change-stated = { $vague ->
    [yes] заявлена потребность в размере около { $amount }
   *[no] заявлена потребность в размере { $amount }
}
change-restated-up = { $vague ->
    [yes] потребность увеличилась примерно на { $amount }
   *[no] потребность увеличилась на { $amount }
}
change-restated-down = { $vague ->
    [yes] потребность уменьшилась примерно на { $amount }
   *[no] потребность уменьшилась на { $amount }
}

since = с { $date } { $facts }
since-no-cash = с { $date } движения денежных средств не было
since-nothing = с { $date } ничего не изменилось
changes-also = кроме того, { $facts }
changes-others = кроме того, { $facts }
other-changes = { $count ->
    [one] ещё { $count } изменение показано в таблице
    [few] ещё { $count } изменения показаны в таблице
   *[many] ещё { $count } изменений показаны в таблице
}
changes-in-kind = в натуральной форме: { $facts }
changes-late = { $which ->
    [more] С учётом более поздних записей на начало периода числилось на { $amount } больше, чем было напечатано.
   *[less] С учётом более поздних записей на начало периода числилось на { $amount } меньше, чем было напечатано.
}

gap-left = { $still ->
    [yes] для покрытия { $target } по-прежнему не хватает { $money }
    [no] для покрытия { $target } теперь не хватает { $money }
   *[new] для покрытия { $target } не хватает { $money }
}
gap-none = { $still ->
    [yes] для покрытия { $target } средств достаточно, { $counting }
   *[no] для покрытия { $target } средств теперь достаточно, { $counting }
}
counting = { $rung ->
    [received] считая только полученные средства
    [committed] считая подписанные и более надёжные средства
    [pledged] считая объявленные и более надёжные средства
    [expected] считая ожидаемые и более надёжные средства
   *[prospective] считая возможные и более надёжные средства
}
gap-closed = дефицит в размере { $amount } покрыт
gap-was-none = прежде дефицита не было
gap-narrowed = дефицит сократился на { $amount }, с { $before } до { $after }, { $counting }
gap-widened = дефицит увеличился на { $amount }, с { $before } до { $after }, { $counting }
gap-late = Не учтена сумма, подлежащая выплате лишь после этой даты: { $amount }.
need-changed = Размер { $target } изменился с { $before } до { $after }.
gap-left-more = { $left }, что на { $amount } больше, чем тогда
gap-left-less = { $left }, что на { $amount } меньше, чем тогда
need-not-known = Размер необходимых средств неизвестен.
