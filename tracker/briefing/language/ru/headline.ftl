# Главное. $money — сумма, при необходимости со словом «около»; $amount — сумма без него.

past-date = срок ({ $date }) истёк, и { $clause }
past-phase = этап завершён, и { $clause }
lead-covered = { $target } покрыта полученными средствами
lead-promised = { $target } будет покрыта, только { $condition }
lead-short = { $past ->
    [yes] { $target } не покрыта
   *[no] { $target } ещё не покрыта
}
would-be = она была бы покрыта, только { $condition }
target-would-be = { $target } была бы покрыта, только { $condition }

condition = { $mood ->
    [would] { $rests ->
        [committed] если бы подписанные обязательства были выполнены
        [pledged] если бы объявленные взносы были выплачены
        [both] если бы все подписанные обязательства и объявленные взносы были выплачены
        [expected] { $more ->
            [yes] если бы поступили также и ожидаемые средства
           *[no] если бы поступили ожидаемые средства
        }
       *[prospective] { $more ->
            [yes] если бы поступили также и все средства, которые пока лишь возможны
           *[no] если бы поступили все средства, которые пока лишь возможны
        }
    }
   *[is] { $rests ->
        [committed] если подписанные обязательства будут выполнены
        [pledged] если объявленные взносы будут выплачены
        [both] если все подписанные обязательства и объявленные взносы будут выплачены
        [expected] { $more ->
            [yes] если поступят также и ожидаемые средства
           *[no] если поступят ожидаемые средства
        }
       *[prospective] { $more ->
            [yes] если поступят также и все средства, которые пока лишь возможны
           *[no] если поступят все средства, которые пока лишь возможны
        }
    }
}

stands-received = { $vague ->
    [yes] получено { $money }
   *[no] { $number ->
        [one] получен { $money }
       *[other] получено { $money }
    }
}
stands-committed = подписаны обязательства на сумму { $money }
stands-pledged = { $vague ->
    [yes] объявлено { $money }
   *[no] { $number ->
        [one] объявлен { $money }
       *[other] объявлено { $money }
    }
}
stands-expected = ожидается { $money }
stands-prospective = возможно поступление { $money }

need = { $dated ->
    [yes] { $amount }, необходимых { $by }
   *[no] необходимых { $amount }
}
stands-over = { $several ->
    [yes] { $stands }, что в сумме { $vague ->
        [yes] примерно на { $amount }
       *[no] на { $amount }
    } больше { $need }
   *[no] { $stands }, что { $vague ->
        [yes] примерно на { $amount }
       *[no] на { $amount }
    } больше { $need }
}
stands-exactly = { $several ->
    [yes] { $dated ->
        [yes] { $stands }, что в сумме составляет ровно столько, сколько необходимо { $by }
       *[no] { $stands }, что в сумме составляет ровно столько, сколько необходимо
    }
   *[no] { $dated ->
        [yes] { $stands }, то есть ровно столько, сколько необходимо { $by }
       *[no] { $stands }, то есть ровно столько, сколько необходимо
    }
}
stands-of = { $stands } из { $need }
stands-against = { $stands } при { $need }
beyond = { $first }; кроме того, { $second }

nothing-of = { $aside ->
    [yes] { $dated ->
        [yes] из { $need }, ничего из того, что может быть учтено, { $rungs }
       *[no] из { $need } ничего из того, что может быть учтено, { $rungs }
    }
   *[no] { $dated ->
        [yes] из { $need }, ничего { $rungs }
       *[no] из { $need } ничего { $rungs }
    }
}
nothing = { $aside ->
    [yes] ничего из того, что может быть учтено, { $rungs }
   *[no] ничего { $rungs }
}
nothing-more = { $aside ->
    [yes] больше ничего из того, что может быть учтено, { $rungs }
   *[no] больше ничего { $rungs }
}
nothing-in-sight = никаких поступлений не предвидится

unpaid-all = Из этих средств пока ничего не выплачено.
unpaid = Остаётся выплатить { $amount }.
low-end = Если поступит лишь минимум, не хватит { $amount }.

lacking = { $least ->
    [yes] { $vague ->
        [yes] не хватает как минимум около { $amount }
       *[no] не хватает как минимум { $amount }
    }
   *[no] { $vague ->
        [yes] не хватает около { $amount }
       *[no] не хватает { $amount }
    }
}
lacking-all = не хватает всей суммы
nothing-else = Других поступлений не предвидится: { $lacking }.
counting-sight = { $late ->
    [yes] С учётом всех поступлений, предвидимых к этому сроку, { $lacking }.
   *[no] С учётом всех предвидимых поступлений { $lacking }.
}
counting-announced = { $late ->
    [yes] С учётом всего, что объявлено к этому сроку, { $lacking }.
   *[no] С учётом всего объявленного { $lacking }.
}

aside-late = Не учтена ещё одна сумма, подлежащая выплате лишь после этой даты: { $amount }.
aside-earmarked = Не может быть учтена ещё одна сумма, предназначенная для других целей: { $amount }.
aside-unconverted = Не учтено из-за отсутствия обменного курса: { $listed }.

need-unknown = { $kind ->
    [requirement] размер необходимых средств неизвестен
   *[threshold] размер { $target } неизвестен
}
need-zero = { $kind ->
    [requirement] согласно действующему бюджету, средства не требуются
   *[threshold] { $target } равна нулю
}
