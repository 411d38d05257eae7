# Éléments de langage pour un donateur.
given = { $name } : { $stands }.
given-back = le montant restitué dépasse de { $money } celui des versements enregistrés
given-no-rate = Aucun total ne comprend { $listed }, faute de taux de change.
given-one = { $money }
given-in-kind = En nature : { $stands }.

owed-since = Versement en retard : { $listed } (échéance : { $date }).
owed-payments = Versements en retard : { $listed } ({ $count_words } versements, première échéance : { $date }).
owed-next = { $which ->
    [next] Le prochain versement, de { $amount }, est dû { $when }.
   *[first] Le premier versement, de { $amount }, est dû { $when }.
}
owed-undated = Aucune date de versement n’est indiquée.
owed-all-paid = Tout ce qui avait été promis est versé.
owed-no-more = Rien d’autre n’est annoncé ni signé ; rien n’est donc dû.
owed-nothing = Rien n’est dû, puisque rien n’est annoncé ni signé.

close-unknown = { $kind ->
    [requirement] Le montant nécessaire n’étant pas connu, aucun déficit ne peut être indiqué.
   *[threshold] Le montant nécessaire pour { $target } n’étant pas connu, aucun déficit ne peut être indiqué.
}
close-zero = Rien n’est demandé, selon le budget en vigueur.
close-covered = { $target } est couvert : ce qui est { $firm } atteint ou dépasse les { $need }
close-full = { $part ->
    [all] Sur les { $need } au total, rien n’est { $firm }.
   *[some] { $past ->
        [yes] Sur les { $need } au total, il manque { $money }, en comptant ce qui est { $firm }.
       *[no] Sur les { $need } au total, il manque encore { $money }, en comptant ce qui est { $firm }.
    }
}
close-threshold = { $part ->
    [all] Pour { $target }, sur les { $need }, rien n’est { $firm }.
   *[some] { $past ->
        [yes] Pour { $target }, sur les { $need }, il manque { $money }, en comptant ce qui est { $firm }.
       *[no] Pour { $target }, sur les { $need }, il manque encore { $money }, en comptant ce qui est { $firm }.
    }
}
close-hope = { $rung ->
    [committed] ce qui est signé ({ $money })
    [pledged] ce qui est annoncé ({ $money })
    [expected] ce qui est attendu ({ $money })
   *[prospective] ce qui est possible ({ $money })
}
close-down = { $floor ->
    [received] { $vague ->
        [yes] Une fois versé, { $hope } ramènerait ce déficit à environ { $amount }.
       *[no] Une fois versé, { $hope } ramènerait ce déficit à { $amount }.
    }
    [committed] { $vague ->
        [yes] Une fois signé, { $hope } ramènerait ce déficit à environ { $amount }.
       *[no] Une fois signé, { $hope } ramènerait ce déficit à { $amount }.
    }
   *[pledged] { $vague ->
        [yes] Une fois annoncé, { $hope } ramènerait ce déficit à environ { $amount }.
       *[no] Une fois annoncé, { $hope } ramènerait ce déficit à { $amount }.
    }
}
close-whole = { $floor ->
    [received] Une fois versé, { $hope } comblerait ce déficit.
    [committed] Une fois signé, { $hope } comblerait ce déficit.
   *[pledged] Une fois annoncé, { $hope } comblerait ce déficit.
}
