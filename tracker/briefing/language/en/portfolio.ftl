# The bottom line of several phases.
portfolio-no-need = No open phase has a known requirement.
portfolio-none-open = No phase is open.
phases-covered = { $which ->
    [all] { $total ->
        [1] the open phase is covered in cash
        [2] both open phases are covered in cash
       *[other] all { $total_words } open phases are covered in cash
    }
    [none] { $total ->
        [1] the open phase is not yet covered in cash
        [2] neither of the { $total_words } open phases is covered in cash
       *[other] none of the { $total_words } open phases is covered in cash
    }
   *[some] { $covered ->
        [1] { $covered_words } of the { $total_words } open phases is covered in cash
       *[other] { $covered_words } of the { $total_words } open phases are covered in cash
    }
}
phases-promised = { $also ->
    [yes] { $more ->
        [1] { $clause }, and { $more_words } more is if what is signed or announced is paid
       *[other] { $clause }, and { $more_words } more are if what is signed or announced is paid
    }
   *[no] { $more ->
        [1] { $clause }; { $more_words } is if what is signed or announced is paid
       *[other] { $clause }; { $more_words } are if what is signed or announced is paid
    }
}
largest-gap = { $which ->
    [only] Counting what is received, signed or announced, the only gap is { $money }: { $name }.
   *[largest] Counting what is received, signed or announced, the largest gap is { $money }: { $name }.
}
largest-gaps = Counting what is received, signed or announced, the largest gaps are { $listed }.
gap-of-phase = { $money } ({ $name })
phases-need = { $total ->
    [1] { $number ->
        [1] It needs { $needed }, of which { $shares } is covered.
       *[other] It needs { $needed }, of which { $shares } are covered.
    }
   *[other] { $number ->
        [1] Together they need { $needed }, of which { $shares } is covered.
       *[other] Together they need { $needed }, of which { $shares } are covered.
    }
}
phases-unknown = { $also ->
    [yes] { $count ->
        [1] What { $count_words } more phase needs is not known.
       *[other] What { $count_words } more phases need is not known.
    }
   *[no] { $count ->
        [1] What { $count_words } phase needs is not known.
       *[other] What { $count_words } phases need is not known.
    }
}
