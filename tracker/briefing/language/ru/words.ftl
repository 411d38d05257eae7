# Слова, из которых состоят многие предложения. Денежные единицы стоят в сокращении и потому не склоняются.

rung-received = Получено
rung-committed = Подписано
rung-pledged = Объявлено
rung-expected = Ожидается
rung-prospective = Возможно
word-received = получено
word-committed = подписано
word-pledged = объявлено
word-expected = ожидается
word-prospective = возможно
not-received = не получено
not-committed = не подписано
not-pledged = не объявлено
not-expected = не ожидается
not-prospective = не предполагается

audience-internal = ДЛЯ ВНУТРЕННЕГО ПОЛЬЗОВАНИЯ
audience-partners = ДЛЯ ПАРТНЁРОВ

list-and = и
list-or = или
list-nor = и
others = ещё { $count }
about = около { $amount }
clauses = { $first }; { $second }

# Всегда в женском роде: потребность.
target = { $kind ->
    [requirement] полная потребность
    [word-start] стартовая потребность
   *[title] потребность «{ $title }»
}
target-of = { $kind ->
    [requirement] полной потребности
    [word-start] стартовой потребности
   *[title] потребности «{ $title }»
}

date-for = { $precision ->
    [month] к { $month ->
        [1] январю
        [2] февралю
        [3] марту
        [4] апрелю
        [5] маю
        [6] июню
        [7] июлю
        [8] августу
        [9] сентябрю
        [10] октябрю
        [11] ноябрю
       *[12] декабрю
    } { $year } года
    [year] к { $year } году
   *[day] к { $date }
}
date-on = { $precision ->
    [year] в { $year } году
    [month] в { $month ->
        [1] январе
        [2] феврале
        [3] марте
        [4] апреле
        [5] мае
        [6] июне
        [7] июле
        [8] августе
        [9] сентябре
        [10] октябре
        [11] ноябре
       *[12] декабре
    } { $year } года
   *[day] { $date }
}

today = сегодня
near-month = { $which ->
    [last] в прошлом месяце
    [this] в этом месяце
   *[next] в следующем месяце
}
near-year = { $which ->
    [last] в прошлом году
    [this] в этом году
   *[next] в следующем году
}
ahead = { $vague ->
    [yes] примерно через { $time }
   *[no] через { $time }
}
ago = { $vague ->
    [yes] примерно { $time } назад
   *[no] { $time } назад
}
