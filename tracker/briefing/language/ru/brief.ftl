# Words of the pack that stand by themselves: headings, columns, marks.
brief-title = Справка о финансировании, { $quarter }
brief-portfolio = Портфель
brief-as-of = По состоянию на { $date }
brief-evidence = последние сведения: { $date }
brief-no-evidence = сведений пока нет
brief-internal = ДЛЯ ВНУТРЕННЕГО ПОЛЬЗОВАНИЯ
brief-partners = ДЛЯ ПАРТНЁРОВ
brief-record = Запись { $number }
brief-no-record = ничего не внесено
brief-digest = Запись { $number } · { $digest }
brief-recorded = внесено до { $moment } UTC
brief-rates-none = пересчёт валют не требуется
brief-rates-step = курсы на день каждого обещания, последние: { $dates }
brief-rates-as-of = курсы на { $date }: { $dates }
brief-rate = { $currency } { $date }
brief-page = страница { $page } из { $pages }
brief-line = { $initiative }, { $subject }:
brief-full = Полная потребность
brief-needed = требуется { $amount }
brief-not-known = потребность неизвестна
brief-due = срок: { $date }
brief-missing = не хватает { $amount }
brief-over = { $amount } сверх потребности
brief-surplus = излишек { $amount }
brief-nothing-in-sight = ничего не ожидается
brief-others = Прочие ({ $count })
brief-donors = { $count ->
    [one] { $count } донор
    [few] { $count } донора
   *[many] { $count } доноров
}
brief-alt = Полоса «{ $title }»: { $parts }.
brief-alt-part = { $who } { $amount } { $rung }
brief-ladder = Сколько не хватает, считая с каждой ступени
brief-counting = Считая
brief-plus = + { $rung }
brief-money = Средства
brief-counted = Учтено
brief-gap = Не хватает
brief-coverage = Покрытие
brief-who = Положение доноров
brief-donor = Донор
brief-standing = Статус
brief-amount = Сумма
brief-pays = Оплата
brief-source = Источник
brief-last-word = Последние сведения
brief-paid = оплачено
brief-not-stated = не указано
brief-and-later = { $date } (+{ $count })
brief-in-kind = в натуральной форме
brief-no-rate = { $amount }, курса нет
brief-nobody-yet = Пока никто
brief-nobody = Пока никого
brief-total = Итого деньгами
brief-total-in-kind = Итого в натуральной форме
brief-changed-printed = Что изменилось с прошлой справки ({ $date }, { $record })
brief-changed = Что изменилось после { $date } (прежде справок не выпускалось)
brief-change = Шаг
brief-firm = Объявленные и более твёрдые средства
brief-decisions = Ожидаемые решения и сроки
brief-decision = Решение
brief-of-whom = От кого
brief-by-when = Срок
brief-no-decision = Решений не требуется: всё необходимое получено.
brief-more = и ещё { $count }
brief-overdue = Просрочено
brief-overdue-line = { $who }: { $amount }, срок { $since }
brief-overdue-days = { $who }: { $amount }, срок { $since } ({ $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
} назад)
brief-nothing-overdue = Просроченных платежей нет.
brief-meetings = Ближайшие встречи и сроки
brief-no-meetings = Сведений нет.
brief-letters = Буквы, которых нет в шрифте этой страницы, заменены знаком «�»; в рабочей книге они есть все.
brief-outlook = Перспектива
brief-caveats = Что следует учитывать
brief-unknowns = Что неизвестно
brief-sources = Источники
brief-no-sources = Источники не указаны.
brief-unsourced = без источника
brief-points = Тезисы для беседы
brief-in-one-line = Одной строкой
brief-summary = Краткое изложение
brief-phase = Этап
brief-required = Требуется
brief-in-cash = Получено
brief-firm-short = Объявлено или твёрже
brief-in-sight = Всего в поле зрения
brief-next = Ближайший срок
brief-phases = Этапы
brief-ended = завершён
brief-of-phases = { $count ->
    [one] { $count } открытый этап в { $currency }
    [few] { $count } открытых этапа в { $currency }
   *[many] { $count } открытых этапов в { $currency }
}
brief-no-phases = Пока ничего не внесено.
brief-attention = Требует внимания
brief-nothing-attention = Особого внимания ничто не требует.
brief-attention-missed = { $phase }: для «{ $what }» не хватает { $amount }; срок прошёл ({ $date }).
brief-attention-at-risk = { $phase }: для «{ $what }» не хватает { $amount }; срок: { $date }.
brief-attention-overdue = { $phase }: { $what }: просрочено { $amount }, срок { $date }.
brief-attention-no-rate = { $phase }: { $amount } не входит ни в один итог: нет курса.
brief-attention-no-requirement = { $phase }: потребность неизвестна.
brief-portfolio-note = Излишек одного этапа не покрывает другой; разные валюты не складываются.
brief-covers = Справка показывает, что покрывают средства, а не то, что произойдёт.
brief-verify = Проверка: tracker verify --expect { $number }:{ $digest }
wanted-meet = Выполнить или снять условие на { $amount }
wanted-state-date = Указать срок оплаты: { $amount }, уже подписано
wanted-sign = Подписать обязательство: { $amount }, уже объявлено
wanted-announce = Объявить о взносе: { $amount }, пока ожидается
wanted-decide = Принять решение: { $amount }
wanted-find = Изыскать { $amount } { $target }
wanted-in-full = на полную потребность
wanted-for = на «{ $title }»
caveat-undated = Срок оплаты не указан: { $amount } из учтённого по «{ $title }».
caveat-unconverted = { $count ->
    [one] { $amounts }: ни в одном итоге, так как нет курса.
   *[other] { $amounts }: ни в одном итоге, так как нет курсов.
}
caveat-range = Все средства в поле зрения вместе могут составить от { $low } до { $high }.
kind-opening = На начало
kind-late-entries = Внесено задним числом
kind-new = Новое
kind-raised = Увеличено
kind-lowered = Уменьшено
kind-firmed = Стало твёрже
kind-softened = Стало менее твёрдым
kind-moved = Перенесено между этапами
kind-received = Оплачено
kind-refunded = Возвращено
kind-withdrawn = Отозвано
kind-exchange = Курсовая разница
kind-stated = Потребность заявлена
kind-restated = Потребность пересмотрена
kind-closing = На конец
brief-all-initiatives = { $count ->
    [one] { $count } инициатива
    [few] { $count } инициативы
   *[many] { $count } инициатив
}
likely-reached = По вероятностям, указанным для обещаний ({ $stated } из { $promises }), «{ $title }» будет покрыто в срок с вероятностью { $range }.
likely-between = от { $first } до { $last }
likely-basis = Обещания считаются независимыми; вероятности взяты из их записей.
likely-spread = На том же основании { $p10 } или больше поступит в девяти случаях из десяти, { $p50 } — в половине, { $p90 } — в одном из десяти.
brief-pair = { $head }: { $text }
brief-scenario = СЦЕНАРИЙ «{ $name }»: нигде не внесён
