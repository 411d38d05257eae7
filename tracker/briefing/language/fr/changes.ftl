# Ce qui a changé depuis une date.

change-paid = { $number ->
    [one] { $money } a été reçu
   *[other] { $money } ont été reçus
}
change-unpaid = { $vague ->
    [yes] des paiements ont été annulés à hauteur d’environ { $amount }
   *[no] des paiements ont été annulés à hauteur de { $amount }
}
change-committed = { $number ->
    [one] { $money } a été nouvellement signé
   *[other] { $money } ont été nouvellement signés
}
change-pledged = { $number ->
    [one] { $money } a été nouvellement annoncé
   *[other] { $money } ont été nouvellement annoncés
}
change-expected = { $number ->
    [one] { $money } est désormais attendu
   *[other] { $money } sont désormais attendus
}
change-prospective = { $number ->
    [one] { $money } est désormais jugé possible
   *[other] { $money } sont désormais jugés possibles
}
change-softened = { $number ->
    [one] { $rung ->
        [received] { $money } n’est plus que reçu
        [committed] { $money } n’est plus que signé
        [pledged] { $money } n’est plus qu’annoncé
        [expected] { $money } n’est plus qu’attendu
       *[prospective] { $money } n’est plus que possible
    }
   *[other] { $rung ->
        [received] { $money } ne sont plus que reçus
        [committed] { $money } ne sont plus que signés
        [pledged] { $money } ne sont plus qu’annoncés
        [expected] { $money } ne sont plus qu’attendus
       *[prospective] { $money } ne sont plus que possibles
    }
}
change-refunded = { $number ->
    [one] { $money } a été restitué
   *[other] { $money } ont été restitués
}
change-withdrawn = { $number ->
    [one] { $money } a été retiré
   *[other] { $money } ont été retirés
}
change-withdrawn-soft = { $number ->
    [one] { $money } n’est plus attendu ni envisagé
   *[other] { $money } ne sont plus attendus ni envisagés
}
change-raised = { $vague ->
    [yes] les promesses antérieures ont augmenté d’environ { $amount }
   *[no] les promesses antérieures ont augmenté de { $amount }
}
change-lowered = { $vague ->
    [yes] les promesses antérieures ont diminué d’environ { $amount }
   *[no] les promesses antérieures ont diminué de { $amount }
}
change-raised-soft = { $vague ->
    [yes] les attentes antérieures ont augmenté d’environ { $amount }
   *[no] les attentes antérieures ont augmenté de { $amount }
}
change-lowered-soft = { $vague ->
    [yes] les attentes antérieures ont diminué d’environ { $amount }
   *[no] les attentes antérieures ont diminué de { $amount }
}
change-moved-here = { $number ->
    [one] { $money } a été réaffecté ici
   *[other] { $money } ont été réaffectés ici
}
change-moved-away = { $number ->
    [one] { $money } a été réaffecté ailleurs
   *[other] { $money } ont été réaffectés ailleurs
}
change-exchange-gain = les taux de change ont ajouté { $money }
change-exchange-loss = les taux de change ont retranché { $money }
change-stated = { $vague ->
    [yes] un besoin d’environ { $amount } a été établi
   *[no] un besoin de { $amount } a été établi
}
change-restated-up = { $vague ->
    [yes] le besoin a augmenté d’environ { $amount }
   *[no] le besoin a augmenté de { $amount }
}
change-restated-down = { $vague ->
    [yes] le besoin a diminué d’environ { $amount }
   *[no] le besoin a diminué de { $amount }
}

since = depuis le { $date }, { $facts }
since-no-cash = aucun mouvement de fonds depuis le { $date }
since-nothing = rien n’a changé depuis le { $date }
changes-also = par ailleurs, { $facts }
changes-others = par ailleurs, { $facts }
other-changes = { $count ->
    [one] un autre changement figure dans le tableau
   *[other] { $count } autres changements figurent dans le tableau
}
changes-in-kind = en nature, { $facts }
changes-late = { $which ->
    [more] D’après ce qui a été enregistré depuis, le montant de départ dépassait de { $amount } celui qui avait été imprimé.
   *[less] D’après ce qui a été enregistré depuis, le montant de départ était inférieur de { $amount } à celui qui avait été imprimé.
}

gap-left = { $still ->
    [yes] il manque toujours { $money } pour couvrir { $target }
    [no] il manque désormais { $money } pour couvrir { $target }
   *[new] il manque { $money } pour couvrir { $target }
}
gap-none = { $still ->
    [yes] il ne manque rien pour couvrir { $target }, { $counting }
   *[no] il ne manque plus rien pour couvrir { $target }, { $counting }
}
counting = { $rung ->
    [received] en comptant les fonds reçus
    [committed] en comptant les fonds signés ou plus sûrs
    [pledged] en comptant les fonds annoncés ou plus sûrs
    [expected] en comptant les fonds attendus ou plus sûrs
   *[prospective] en comptant les fonds possibles ou plus sûrs
}
gap-closed = le déficit de { $amount } est comblé
gap-was-none = auparavant, il ne manquait rien
gap-narrowed = le déficit s’est réduit de { $amount }, passant de { $before } à { $after }, { $counting }
gap-widened = le déficit s’est creusé de { $amount }, passant de { $before } à { $after }, { $counting }
gap-late = Un montant de { $amount } n’est dû qu’après cette date et n’est pas compté.
need-changed = Le montant nécessaire pour { $target } est passé de { $before } à { $after }.
gap-left-more = { $left }, soit { $amount } de plus qu’alors
gap-left-less = { $left }, soit { $amount } de moins qu’alors
need-not-known = Le montant nécessaire n’est pas connu.
