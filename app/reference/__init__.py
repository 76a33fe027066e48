"""Reference: the facts of the land that every room looks up and none may change.

Municipalities and prefectures (`municipalities`), the places named in a person's own words (`places`), industries of the
Japan Standard Industrial Classification (`jsic`), post codes (`postcodes`), fiscal years, Japanese eras and business days
(`calendar`) and amounts of money as people write them (`money`). All of it is packaged in `data/`, read once into immutable
values and answered from memory: no database, no request, no clock. `data/README.md` names the sources and their terms.
"""
