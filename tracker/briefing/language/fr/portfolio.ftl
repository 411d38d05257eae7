# La phrase essentielle de plusieurs phases.
portfolio-no-need = Le besoin n’est connu pour aucune phase en cours.
portfolio-none-open = Aucune phase n’est en cours.
phases-covered = { $which ->
    [all] { $total ->
        [1] la phase en cours est couverte par les fonds reçus
        [2] les deux phases en cours sont couvertes par les fonds reçus
       *[other] les { $total_words } phases en cours sont toutes couvertes par les fonds reçus
    }
    [none] { $total ->
        [1] la phase en cours n’est pas encore couverte par les fonds reçus
        [2] aucune des deux phases en cours n’est couverte par les fonds reçus
       *[other] aucune des { $total_words } phases en cours n’est couverte par les fonds reçus
    }
   *[some] { $covered ->
        [1] sur les { $total_words } phases en cours, une seule est couverte par les fonds reçus
       *[other] sur les { $total_words } phases en cours, { $covered_words } sont couvertes par les fonds reçus
    }
}
phases-promised = { $also ->
    [yes] { $more ->
        [1] { $clause } ; une autre le sera si ce qui est signé ou annoncé est versé
       *[other] { $clause } ; { $more_words } autres le seront si ce qui est signé ou annoncé est versé
    }
   *[no] { $total ->
        [1] { $clause } ; elle le sera si ce qui est signé ou annoncé est versé
       *[other] { $more ->
            [1] { $clause } ; une le sera si ce qui est signé ou annoncé est versé
           *[other] { $clause } ; { $more_words } le seront si ce qui est signé ou annoncé est versé
        }
    }
}
largest-gap = { $which ->
    [only] En comptant ce qui est reçu, signé ou annoncé, le seul déficit est le suivant : { $money }, { $name }.
   *[largest] En comptant ce qui est reçu, signé ou annoncé, le déficit le plus important est le suivant : { $money }, { $name }.
}
largest-gaps = En comptant ce qui est reçu, signé ou annoncé, les déficits les plus importants sont les suivants : { $listed }.
gap-of-phase = { $money } ({ $name })
phases-need = { $total ->
    [1] Il lui faut { $needed } ; couverture : { $shares }.
   *[other] Au total, il leur faut { $needed } ; couverture : { $shares }.
}
phases-unknown = { $also ->
    [yes] { $count ->
        [1] Le montant nécessaire pour une autre phase n’est pas connu.
       *[other] Le montant nécessaire pour { $count_words } autres phases n’est pas connu.
    }
   *[no] { $count ->
        [1] Le montant nécessaire pour une phase n’est pas connu.
       *[other] Le montant nécessaire pour { $count_words } phases n’est pas connu.
    }
}
