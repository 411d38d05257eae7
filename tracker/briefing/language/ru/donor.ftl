# Тезисы для беседы с донором.
given = { $name }: { $stands }.
given-back = возвращено на { $money } больше, чем учтено выплат
given-no-rate = Ни в одном итоге не учтено { $listed }: нет обменного курса.
given-one = { $money }
given-in-kind = В натуральной форме: { $stands }.

owed-since = Просроченная выплата: { $listed } (срок — { $date }).
owed-payments = Просроченные выплаты: { $listed } (число выплат — { $count_words }, срок первой — { $date }).
owed-next = { $which ->
    [next] Следующая выплата, { $amount }, должна поступить { $when }.
   *[first] Первая выплата, { $amount }, должна поступить { $when }.
}
owed-undated = Срок выплаты не указан.
owed-all-paid = Всё обещанное выплачено.
owed-no-more = Больше ничего не объявлено и не подписано, поэтому ничего не причитается.
owed-nothing = Ничего не причитается, так как ничего не объявлено и не подписано.

close-unknown = { $kind ->
    [requirement] Размер необходимых средств неизвестен, поэтому дефицит указать нельзя.
   *[threshold] Размер { $target } неизвестен, поэтому дефицит указать нельзя.
}
close-zero = Согласно действующему бюджету, средства не запрашиваются.
close-covered = { $target } покрыта: { $firm } не менее { $need }
close-full = { $part ->
    [all] { $dated ->
        [yes] На весь этап из { $need }, ничего { $firm }.
       *[no] На весь этап из { $need } ничего { $firm }.
    }
   *[some] { $dated ->
        [yes] На весь этап из { $need }, не хватает { $money } с учётом того, что { $firm }.
       *[no] На весь этап из { $need } не хватает { $money } с учётом того, что { $firm }.
    }
}
close-threshold = { $part ->
    [all] { $dated ->
        [yes] Для покрытия { $target } из { $need }, ничего { $firm }.
       *[no] Для покрытия { $target } из { $need } ничего { $firm }.
    }
   *[some] { $dated ->
        [yes] Для покрытия { $target } из { $need }, не хватает { $money } с учётом того, что { $firm }.
       *[no] Для покрытия { $target } из { $need } не хватает { $money } с учётом того, что { $firm }.
    }
}
close-hope = { $rung ->
    [committed] подписанное ({ $money })
    [pledged] объявленное ({ $money })
    [expected] ожидаемое ({ $money })
   *[prospective] возможное ({ $money })
}
close-down = { $floor ->
    [received] { $vague ->
        [yes] При выплате { $hope } сократило бы этот дефицит до примерно { $amount }.
       *[no] При выплате { $hope } сократило бы этот дефицит до { $amount }.
    }
    [committed] { $vague ->
        [yes] При подписании { $hope } сократило бы этот дефицит до примерно { $amount }.
       *[no] При подписании { $hope } сократило бы этот дефицит до { $amount }.
    }
   *[pledged] { $vague ->
        [yes] При объявлении { $hope } сократило бы этот дефицит до примерно { $amount }.
       *[no] При объявлении { $hope } сократило бы этот дефицит до { $amount }.
    }
}
close-whole = { $floor ->
    [received] При выплате { $hope } покрыло бы этот дефицит.
    [committed] При подписании { $hope } покрыло бы этот дефицит.
   *[pledged] При объявлении { $hope } покрыло бы этот дефицит.
}
