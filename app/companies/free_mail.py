"""Mail addresses that anyone can have: their domain says nothing about a firm.

The large free and carrier services in Japan by their own lists of domains, 2026; a domain that is missing here is only shown as
"no firm's website known by this domain".
"""

from typing import Final

FREE_MAIL: Final = frozenset(
    {
        "aol.com",
        "aol.jp",
        "au.com",
        "biglobe.ne.jp",
        "dion.ne.jp",
        "docomo.ne.jp",
        "excite.co.jp",
        "ezweb.ne.jp",
        "gmail.com",
        "gmx.com",
        "goo.jp",
        "googlemail.com",
        "hotmail.co.jp",
        "hotmail.com",
        "i.softbank.jp",
        "icloud.com",
        "infoseek.jp",
        "inter7.jp",
        "live.com",
        "live.jp",
        "mac.com",
        "mail.com",
        "mail.goo.ne.jp",
        "me.com",
        "msn.com",
        "nifty.com",
        "ocn.ne.jp",
        "outlook.co.jp",
        "outlook.com",
        "outlook.jp",
        "plala.or.jp",
        "proton.me",
        "protonmail.com",
        "rakumail.jp",
        "so-net.ne.jp",
        "softbank.ne.jp",
        "uqmobile.jp",
        "vodafone.ne.jp",
        "y-mobile.ne.jp",
        "yahoo.co.jp",
        "yahoo.com",
        "yahoo.ne.jp",
        "ymail.ne.jp",
        "ymobile.ne.jp",
        "zoho.com",
    }
)
