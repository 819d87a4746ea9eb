def test_x(site):
    s = site('''
=== content/articles/2020/09/a.md
---
title: A
published: 2020-09-11
topics: []
names: [{name: X, also: 中}]
source: S
---
Body
''', minimal=True)
    r = s.build()
    for k, v in s.public.items(): print('#', k); print(v.decode())
    print(s.build())
    print(s.run("build", "--why"))
    assert 0
