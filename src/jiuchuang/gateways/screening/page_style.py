"""The style of our printable pages: system fonts, no script, one column on a telephone, A4 on paper."""

STYLE = """
:root{--ink:#1d2733;--pale:#5b6673;--line:#d8dde3;--wash:#f4f6f8;--accent:#1f5a96;--gap:#b4610f}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1rem;color:var(--ink);line-height:1.6;
 font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif}
h1{font-size:1.6rem;margin:.5rem 0;line-height:1.3}
h2{font-size:1.25rem;margin:2.2rem 0 .4rem;padding-top:.6rem;border-top:3px solid var(--accent)}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem}
h4{font-size:1rem;margin:1.2rem 0 .2rem}
p{margin:.4rem 0}
.pale{color:var(--pale);font-size:.92rem}
.notice{border-left:4px solid var(--gap);background:#fdf5ec;padding:.4rem .8rem}
nav ul{padding-left:1.2rem}
a{color:var(--accent)}
.keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.6rem;margin:.8rem 0;padding:0}
.keys div{background:var(--wash);border:1px solid var(--line);padding:.5rem .7rem}
.keys dt{color:var(--pale);font-size:.9rem}
.keys dd{margin:0;font-size:1.35rem;font-weight:600}
figure{margin:.6rem 0 1.4rem}
figure svg{display:block;width:100%;max-width:32rem;height:auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.4rem 0}
th,td{border:1px solid var(--line);padding:.28rem .5rem;text-align:left;vertical-align:top}
th{background:var(--wash);font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td:first-child{min-width:9rem}
td.s,th.s{white-space:nowrap}
td{min-width:5.5rem}td.n,td.s{min-width:0}td.t{min-width:14rem}
tr.sum td{font-weight:600;background:var(--wash)}
.paper{display:none}
dl.terms dt{font-weight:600;margin-top:.5rem}
dl.terms dd{margin:0}
.case{border:1px solid var(--line);padding:.6rem .9rem;margin:1rem 0}
.verdict{font-weight:600}
.yes{color:#1d6b3f}.no{color:#a3281d}.unknown{color:var(--gap)}
ul.reasons{list-style:none;padding:0;margin:.3rem 0}
ul.reasons li{padding:.2rem 0;border-bottom:1px dotted var(--line)}
footer{margin-top:2.5rem;border-top:1px solid var(--line);color:var(--pale);font-size:.85rem}
@media (max-width:40rem){th:first-child,td:first-child{position:sticky;left:0;background:#fff;min-width:7.5rem}
 table{font-size:.85rem}}
@media print{@page{size:A4;margin:16mm 14mm}
 body{max-width:none;padding:0;font-size:10pt}
 h2{break-before:page}h2.first{break-before:auto}
 h3,h4{break-after:avoid}figure,.case,tr{break-inside:avoid}figure.long{break-inside:auto}
 .screen{display:none}.paper{display:block}.paper table{font-size:8pt}td.t,td:first-child{min-width:0}
 nav{display:none}a{color:inherit;text-decoration:none}.wide{overflow:visible}}
"""
