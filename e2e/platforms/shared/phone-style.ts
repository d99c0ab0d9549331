/** The phone's looks; --accent is the platform's colour. */
export const PHONE_STYLE = `
*{box-sizing:border-box}body{margin:0;min-height:100vh;font:15px/1.4 system-ui,-apple-system,sans-serif;color:#0f1419;background:linear-gradient(160deg,#eef1f6,#dfe5ee);display:grid;place-content:center;justify-items:center;gap:10px}
.phone{width:min(400px,100vw);height:min(780px,calc(100vh - 60px));background:#fff;border-radius:34px;border:9px solid #16181d;display:flex;flex-direction:column;overflow:hidden;box-shadow:0 24px 60px #0f141933}
header{display:flex;align-items:center;gap:10px;padding:12px 14px;border-bottom:1px solid #eceff3}header em{font-style:normal;font-size:11px;background:#fff3cd;color:#6b5300;border-radius:6px;padding:2px 7px;margin-left:auto}
.avatar{width:38px;height:38px;border-radius:50%;background:var(--accent);color:#fff;display:grid;place-items:center;font-weight:700}
.who{min-width:0}.who select{font:inherit;font-weight:650;border:0;background:none;padding:0;max-width:200px;color:inherit}.who span{display:block;font-size:12px;color:#69717d}
.me{display:flex;gap:6px;align-items:center;padding:7px 14px;font-size:13px;color:#69717d;background:#f7f9fb;border-bottom:1px solid #eceff3}.me select{font:inherit;max-width:130px}.me button{font:inherit;border:1px solid #d6dce4;background:#fff;border-radius:8px;padding:2px 8px;cursor:pointer}.me #block{margin-left:auto}
#messages{flex:1;overflow-y:auto;padding:14px;display:flex;flex-direction:column;gap:3px}
.row{display:flex;flex-direction:column;max-width:80%;align-self:flex-start}.row.mine{align-self:flex-end;align-items:flex-end}
.bubble{padding:8px 12px;border-radius:18px;background:#eff1f5;white-space:pre-wrap;overflow-wrap:anywhere}.mine .bubble{background:var(--accent);color:#fff}
.bubble.media{padding:0;background:none}.bubble img{display:block;max-width:220px;max-height:240px;border-radius:16px}.bubble a{color:inherit}
.meta{font-size:11px;color:#69717d;margin:1px 6px 6px;display:flex;gap:6px}.meta button{all:unset;cursor:pointer;text-decoration:underline}.react{font-size:15px}
.day{align-self:center;font-size:11px;color:#69717d;margin:8px}.buttons{display:flex;flex-wrap:wrap;gap:6px;margin:4px 0 8px}.buttons button{font:inherit;border:1px solid var(--accent);color:var(--accent);background:#fff;border-radius:16px;padding:5px 12px;cursor:pointer}
.empty{margin:auto;text-align:center;color:#69717d;max-width:250px;overflow-wrap:anywhere}.typing{font-size:12px;color:#69717d;padding:0 4px}
#composer{display:flex;gap:6px;align-items:center;padding:10px 12px;border-top:1px solid #eceff3}#text{flex:1;min-width:0;font:inherit;padding:9px 14px;border:1px solid #d6dce4;border-radius:20px}
.icon,.send{border:0;background:none;font-size:20px;cursor:pointer;color:var(--accent);padding:4px;line-height:1}.icon input{position:absolute;width:1px;height:1px;opacity:0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.intro{margin:0;font-size:13px;color:#69717d}
@media (max-width:480px){body{gap:0;place-content:stretch;justify-items:stretch}.phone{width:100vw;height:100dvh;border:0;border-radius:0}.intro{display:none}}
.extras{display:flex;flex-wrap:wrap;gap:6px;max-height:104px;overflow-y:auto;flex:none;padding:6px 10px;border-top:1px solid #eceff3}.extras button{font:inherit;font-size:12px;white-space:nowrap;border:1px solid #d9dee6;border-radius:14px;background:#f6f7f9;padding:4px 10px;cursor:pointer}
`;
