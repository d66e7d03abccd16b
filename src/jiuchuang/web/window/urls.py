"""Addresses of the window."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.window.views import (
    applications,
    case,
    letters,
    notices,
    orders,
    papers,
    payments,
    procedures,
    signing,
    take,
    unmask,
    verb,
    working_days,
    worklists,
)

app_name = "window"
urlpatterns = [
    path("", worklists.todo, name="todo"),
    path("mine/", worklists.mine, name="mine"),
    path("opinions/", worklists.opinions, name="opinions"),
    path("take/", take.find, name="take"),
    path("take/<str:kind>/<str:number>/", take.choose, name="take-choose"),
    path("take/<str:kind>/<str:number>/form/", take.details, name="take-details"),
    path("applications/<str:number>/", applications.application, name="application"),
    path("applications/<str:number>/slip/<str:form>/", applications.slip, name="slip"),
    path("cases/", worklists.every, name="cases"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/examine/", case.examine_again, name="examine"),
    path("cases/<str:number>/unmask/", unmask.unmask, name="unmask"),
    path("cases/<str:number>/papers/add/", papers.add, name="paper-add"),
    path("cases/<str:number>/papers/<int:paper>/", papers.download, name="paper"),
    path("cases/<str:number>/letter/<str:form>/", letters.letter, name="letter"),
    path("cases/<str:number>/correction/<str:form>/", letters.correction, name="correction"),
    path("cases/<str:number>/do/<str:verb>/", verb.verb, name="verb"),
    path("notices/", notices.index, name="notices"),
    path("notices/new/", notices.new, name="notice-new"),
    path("notices/<str:number>/", notices.notice, name="notice"),
    path("notices/<str:number>/paper/<str:form>/", notices.paper, name="notice-paper"),
    path("lists/", signing.index, name="lists"),
    path("lists/new/", signing.new, name="list-new"),
    path("lists/<str:number>/", signing.show, name="list"),
    path("lists/<str:number>/sign/", signing.sign, name="list-sign"),
    path("lists/<str:number>/except/<str:case>/", signing.take_out, name="list-except"),
    path("lists/<str:number>/payments/", payments.payment_list, name="list-payments"),
    path("payments/", payments.payments, name="payments"),
    path("orders/<int:number>/", orders.order, name="order"),
    path("procedures/", procedures.index, name="procedures"),
    path("procedures/upload/", procedures.upload, name="procedure-upload"),
    path("procedures/<str:code>/<int:number>/", procedures.show, name="procedure"),
    path("procedures/<str:code>/<int:number>/bpmn/", procedures.bpmn, name="procedure-bpmn"),
    path("procedures/<str:code>/<int:number>/yaml/", procedures.text, name="procedure-text"),
    path("calendar/", working_days.index, name="calendar"),
    path("calendar/enter/", working_days.enter, name="calendar-enter"),
    path("calendar/<int:number>/", working_days.year, name="calendar-year"),
]
