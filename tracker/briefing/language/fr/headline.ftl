# La phrase essentielle. $money : un montant, précédé d’« environ » s’il est approximatif ; $amount : sans ce mot.

past-date = l’échéance ({ $date }) est passée, et { $clause }
past-phase = la phase est terminée, et { $clause }
lead-covered = { $target } est couvert par les fonds reçus
lead-promised = { $target } ne sera couvert que { $condition }
lead-short = { $past ->
    [yes] { $target } n’est pas couvert
   *[no] { $target } n’est pas encore couvert
}
would-be = il ne serait couvert que { $condition }
target-would-be = { $target } ne serait couvert que { $condition }

condition = { $mood ->
    [would] { $rests ->
        [committed] si ce qui est signé était versé
        [pledged] si ce qui est annoncé était versé
        [both] si tout ce qui est signé et annoncé était versé
        [expected] { $more ->
            [yes] si ce qui est attendu se concrétisait aussi
           *[no] si ce qui est attendu se concrétisait
        }
       *[prospective] { $more ->
            [yes] si tout ce qui n’est que possible se concrétisait aussi
           *[no] si tout ce qui n’est que possible se concrétisait
        }
    }
   *[is] { $rests ->
        [committed] si ce qui est signé est versé
        [pledged] si ce qui est annoncé est versé
        [both] si tout ce qui est signé et annoncé est versé
        [expected] { $more ->
            [yes] si ce qui est attendu se concrétise aussi
           *[no] si ce qui est attendu se concrétise
        }
       *[prospective] { $more ->
            [yes] si tout ce qui n’est que possible se concrétise aussi
           *[no] si tout ce qui n’est que possible se concrétise
        }
    }
}

stands-received = { $number ->
    [one] { $money } est reçu
   *[other] { $money } sont reçus
}
stands-committed = { $number ->
    [one] { $money } est signé
   *[other] { $money } sont signés
}
stands-pledged = { $number ->
    [one] { $money } est annoncé
   *[other] { $money } sont annoncés
}
stands-expected = { $number ->
    [one] { $money } est attendu
   *[other] { $money } sont attendus
}
stands-prospective = { $number ->
    [one] { $money } est possible
   *[other] { $money } sont possibles
}

need = { $dated ->
    [yes] { $amount } nécessaires { $by }
   *[no] { $amount } nécessaires
}
stands-over = { $several ->
    [yes] { $stands }, soit au total { $vague ->
        [yes] environ { $amount }
       *[no] { $amount }
    } de plus que les { $need }
   *[no] { $stands }, soit { $vague ->
        [yes] environ { $amount }
       *[no] { $amount }
    } de plus que les { $need }
}
stands-exactly = { $several ->
    [yes] { $dated ->
        [yes] { $stands }, soit au total exactement ce qui est nécessaire { $by }
       *[no] { $stands }, soit au total exactement ce qui est nécessaire
    }
   *[no] { $dated ->
        [yes] { $stands }, soit exactement ce qui est nécessaire { $by }
       *[no] { $stands }, soit exactement ce qui est nécessaire
    }
}
stands-of = { $stands } sur les { $need }
stands-against = { $stands } au regard des { $need }
beyond = { $first } ; en outre, { $second }

nothing-of = { $aside ->
    [yes] sur les { $need }, rien de comptabilisable n’est { $rungs }
   *[no] sur les { $need }, rien n’est { $rungs }
}
nothing = { $aside ->
    [yes] rien de comptabilisable n’est { $rungs }
   *[no] rien n’est { $rungs }
}
nothing-more = { $aside ->
    [yes] rien d’autre de comptabilisable n’est { $rungs }
   *[no] rien d’autre n’est { $rungs }
}
nothing-in-sight = rien n’est en vue

unpaid-all = Rien n’en a encore été versé.
unpaid = Il reste { $amount } à verser.
low-end = S’il n’en venait que le minimum, il manquerait { $amount }.

lacking = { $least ->
    [yes] { $vague ->
        [yes] il manque au moins { $amount } environ
       *[no] il manque au moins { $amount }
    }
   *[no] { $vague ->
        [yes] il manque environ { $amount }
       *[no] il manque { $amount }
    }
}
lacking-all = il manque la totalité
nothing-else = Rien d’autre n’est en vue : { $lacking }.
counting-sight = { $late ->
    [yes] En comptant tout ce qui est en vue pour cette date, { $lacking }.
   *[no] En comptant tout ce qui est en vue, { $lacking }.
}
counting-announced = { $late ->
    [yes] En comptant tout ce qui est annoncé pour cette date, { $lacking }.
   *[no] En comptant tout ce qui est annoncé, { $lacking }.
}

aside-late = Un montant supplémentaire de { $amount } n’est dû qu’après cette date et n’est pas compté.
aside-earmarked = Un montant supplémentaire de { $amount } est affecté à d’autres fins et ne peut pas être compté.
aside-unconverted = Non compté, faute de taux de change : { $listed }.

need-unknown = { $kind ->
    [requirement] le montant nécessaire n’est pas connu
   *[threshold] le montant nécessaire pour { $target } n’est pas connu
}
need-zero = { $kind ->
    [requirement] rien n’est nécessaire, selon le budget en vigueur
   *[threshold] { $target } ne nécessite aucun financement
}
