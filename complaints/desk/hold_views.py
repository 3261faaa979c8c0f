"""暂缓销毁: keeping a case from destruction for a court, a review or an inspection, and lifting that again."""

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from complaints.actions.holding_orders import set_hold
from complaints.desk.forms import GROUNDS_MAX
from complaints.desk.one_form import OneFormView
from complaints.desk.panels import panel
from complaints.rights import Act

panel(Act.HOLD, gettext_lazy("暂缓销毁"), "hold", 330)


class HoldForm(forms.Form):
    """Why, and what the page showed: a hold that somebody else put on or lifted meanwhile is noticed."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=GROUNDS_MAX,
        help_text=gettext_lazy("例如调取案卷的机关和文号。加密记入本案，只有持有本案密钥的人能读到。"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "lang": "zh-CN"}),
    )
    held = forms.BooleanField(widget=forms.HiddenInput, required=False)


class Hold(OneFormView):
    """The form, for one or for the other."""

    act = Act.HOLD
    template_name = "complaints/desk/keys.html"

    def get_page_title(self) -> str:
        """What the button does."""
        return _("解除暂缓销毁") if self.case.hold else _("暂缓销毁")

    def form(self, data: Any = None) -> HoldForm:
        """The one that turns what holds now."""
        return HoldForm(data, initial={"held": not self.case.hold})

    @sensitive_variables()
    def fulfil(self, form: HoldForm) -> HttpResponseBase:
        """Put it on, or lift it."""
        held = form.cleaned_data["held"]
        set_hold(
            case=self.case,
            held=held,
            reason=form.cleaned_data["reason"],
            by=self.at_work,
            now=clock.now(),
        )
        sentence = _("本案已暂缓销毁。") if held else _("已解除暂缓销毁，本案按保存期限办理。")
        return self.done(sentence, self.case_url)

    def page(self, form: Any = None) -> HttpResponseBase:
        """What follows, and the form."""
        follows = [
            _("解除后，保存期限届满并有移交或者鉴定销毁的依据时，本案可以销毁。")
            if self.case.hold
            else _("在解除之前，不论保存期限是否届满、有没有销毁依据，本案都不会销毁。"),
            _("其他持有本案密钥的人也可以解除。"),
        ]
        return self.show(case=self.case, form=form, follows=follows, plain=True, submit=self.get_page_title())
