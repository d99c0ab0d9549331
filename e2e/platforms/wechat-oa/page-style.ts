/** The looks of the platform's own pages. */
export const PAGE_STYLE = `body{margin:0;font:15px/1.5 system-ui,sans-serif;background:#ededed;color:#1a1a1a;display:grid;place-items:center;min-height:100vh}
form{background:#fff;border-radius:12px;padding:28px;width:min(400px,88vw);box-shadow:0 8px 30px #0002}h1{font-size:20px;margin:8px 0 4px}p{color:#666;margin:0 0 16px}
label{display:flex;gap:10px;align-items:center;padding:9px 10px;border:1px solid #e3e3e3;border-radius:8px;margin-bottom:8px}small{display:block;color:#888}
label.field{display:block;border:0;padding:0;margin-bottom:12px}label.field input,label.field select{font:inherit;box-sizing:border-box;width:100%;padding:8px;border:1px solid #ccc;border-radius:8px;margin-top:4px}
details{margin:8px 0 14px}summary{cursor:pointer;color:#576b95;margin-bottom:8px}button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:11px;width:100%;cursor:pointer;background:#07a35a;color:#fff}
em{font-style:normal;background:#fff3cd;border-radius:6px;padding:2px 8px;font-size:12px}output{display:block;margin-top:12px}`;
