/** The product's look, for pages that load nothing. */
export const style = `
:root{--paper:#faf7f1;--sheet:#fff;--ink:#16151c;--ink-2:#5d5b66;--line:#e4dfd4;--line-strong:#c9c2b3;--route:#2a45ff;--route-ink:#fff;
--display:'Bricolage Grotesque',system-ui,sans-serif;--text:'Instrument Sans',system-ui,sans-serif;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--paper:#121118;--sheet:#1b1a23;--ink:#f3f0ea;--ink-2:#a9a6b3;--line:#2d2b38;--line-strong:#45424f;--route:#8c9bff;--route-ink:#10101a}}
*{box-sizing:border-box;margin:0}
body{font:16px/1.5 var(--text);background:var(--paper);color:var(--ink);-webkit-font-smoothing:antialiased}
main,header{max-width:880px;margin:0 auto;padding:0 24px}
header{padding-top:16px;padding-bottom:16px}
.mark{display:inline-flex;gap:10px;align-items:center;min-height:44px;font:700 19px/1 var(--display);letter-spacing:-.02em;color:inherit;text-decoration:none}
.mark i{display:flex;gap:4px}.mark i b{height:10px;border-radius:5px;background:var(--route)}
.mark i b:nth-child(1){width:13px}.mark i b:nth-child(2){width:8px}.mark i b:nth-child(3){width:6px}
h1{font:650 clamp(34px,6vw,56px)/1.08 var(--display);letter-spacing:-.02em;margin:32px 0 12px;overflow-wrap:anywhere}
h1.subject{font-size:clamp(26px,4vw,36px)}
.lead{color:var(--ink-2);font-size:18px;max-width:52ch}
form{display:flex;gap:12px;align-items:end;flex-wrap:wrap;margin:32px 0 24px}
label{font-size:13px;color:var(--ink-2);flex:1 1 260px}
input,textarea{display:block;width:100%;font:inherit;color:var(--ink);background:var(--sheet);border:1px solid var(--line-strong);border-radius:8px;padding:10px 14px;min-height:46px;margin-top:4px}
.btn{font:600 15px/1 var(--text);background:transparent;color:var(--ink);border:1px solid var(--line-strong);border-radius:99px;padding:14px 22px;min-height:46px;cursor:pointer;text-decoration:none;display:inline-flex;align-items:center}
.bar{display:flex;justify-content:space-between;align-items:baseline;gap:16px;color:var(--ink-2);font-size:14px;padding-bottom:8px}
.bar a{color:inherit;text-underline-offset:3px}
ol{list-style:none;padding:0;border-top:1px solid var(--line)}
li{border-bottom:1px solid var(--line)}
li a{display:grid;grid-template-columns:1fr auto;gap:2px 24px;padding:14px 0;min-height:44px;color:inherit;text-decoration:none}
li a:hover b{color:var(--route)}
li b{font-weight:600;overflow-wrap:anywhere}li small{grid-row:2;font-size:14px;color:var(--ink-2);overflow-wrap:anywhere}
time{font-size:14px;color:var(--ink-2);font-variant-numeric:tabular-nums}li time{white-space:nowrap}
nav{display:flex;gap:12px;padding:24px 0 72px}
.empty{border-top:1px solid var(--line);padding:48px 0 72px}.empty h2{font:650 24px/1.2 var(--display);letter-spacing:-.02em;margin-bottom:8px}.empty p{color:var(--ink-2)}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 24px;font-size:15px}dt{color:var(--ink-2)}dd{margin:0;overflow-wrap:anywhere}
iframe{display:block;width:100%;height:min(78vh,760px);border:1px solid var(--line);border-radius:14px;background:#faf7f1;resize:vertical}
details{margin:16px 0 72px}summary{cursor:pointer;padding:10px 0;color:var(--ink-2)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.5 var(--text);background:var(--sheet);border:1px solid var(--line);border-radius:14px;padding:24px}
pre a{color:var(--route)}
:focus-visible{outline:2px solid var(--route);outline-offset:2px}
@media(max-width:560px){main,header{padding-left:18px;padding-right:18px}li a{grid-template-columns:1fr}li small{grid-row:auto}}
`;
