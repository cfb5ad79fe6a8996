extension Assets {
    /// Type, header, navigation, footer and what every page has.
    static let frameStyle = #"""
        *,*::before,*::after{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
        body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--page);color:var(--ink);
        font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Bengali",Kalpurush,SolaimanLipi,"Nirmala UI",sans-serif;
        overflow-wrap:break-word}
        :lang(bn){line-height:1.7}
        code,.id{font-family:ui-monospace,"Cascadia Mono","DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.875em;overflow-wrap:anywhere}
        h1,h2,h3,p,ul,dl,dd,fieldset,figure{margin:0;padding:0}
        ul{list-style:none}
        fieldset{border:0;min-width:0}
        main :is(li,label,legend,p,summary){overflow-wrap:anywhere}
        h1{font-size:1.625rem;line-height:1.25;font-weight:650;letter-spacing:-.012em;overflow-wrap:anywhere}
        h2{font-size:1.0625rem;line-height:1.35;font-weight:650}
        h3{font-size:.875rem;font-weight:600;color:var(--soft)}
        :lang(bn) h1,:lang(bn) h2{line-height:1.45;letter-spacing:0}
        a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
        a:hover{text-decoration-thickness:2px}
        :focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
        main:focus{outline:0}
        small{font-size:.8125rem;color:var(--soft)}
        img{max-width:100%}
        [hidden]{display:none!important}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .skip{position:absolute;left:1rem;top:-5rem;z-index:2;background:var(--surface);color:var(--accent);padding:.6rem 1rem;border-radius:0 0 8px 8px}
        .skip:focus{top:0}
        .muted{color:var(--soft)}
        .fine,.muted.fine{font-size:.875rem;max-width:70ch}
        .lead{color:var(--soft);font-size:1.0625rem;max-width:68ch}
        td,dd,li,.text,.user{unicode-bidi:isolate}
        .text{white-space:pre-line}

        .top{background:var(--top);color:var(--on-top)}
        .top :focus-visible{outline-color:#ffb35c}
        .bar{max-width:76rem;margin:0 auto;padding:.75rem 1.5rem;display:flex;align-items:center;gap:1rem 1.5rem}
        .brand{display:flex;align-items:center;gap:.65rem;color:inherit;text-decoration:none;flex:none}
        .brand img{display:block;width:2.125rem;height:2.125rem}
        .brand span,.user{display:flex;flex-direction:column;line-height:1.25}
        .brand strong{font-size:1.125rem;letter-spacing:.005em}
        .brand small,.user small{color:var(--top-soft)}
        .user{text-align:right;min-width:0}
        .user strong{font-size:.9375rem;font-weight:600}
        .session{display:flex;align-items:center;gap:.75rem;margin-left:auto}
        .search{display:flex;flex:1;max-width:26rem;min-width:12rem}
        .top form>*{margin:0}
        .search input:not([type=checkbox],[type=radio],[type=file]){flex:1;min-width:0;background:var(--top-field);color:var(--on-top);border:1px solid var(--top-soft);border-right:0;border-radius:8px 0 0 8px;margin:0}
        .search input::-webkit-search-cancel-button{filter:invert(1)}
        .search input::placeholder{color:var(--top-soft);opacity:1}
        .search button{background:var(--top-field);color:var(--on-top);border:1px solid var(--top-soft);border-radius:0 8px 8px 0}
        .search button:hover{background:var(--top)}
        button.quiet{background:transparent;color:var(--on-top);border:1px solid var(--top-soft);padding:.3rem .8rem;min-height:2.375rem;font-size:.9375rem}
        button.quiet:hover{background:var(--top-field)}
        nav.main{max-width:76rem;margin:0 auto;padding:0 1.5rem}
        nav.main ul{display:flex;gap:.25rem}
        nav.main ul{margin-inline:-.85rem}
        nav.main a{display:block;position:relative;padding:.6rem .85rem .8rem;color:var(--top-soft);text-decoration:none;font-weight:550}
        nav.main a::after{content:"";position:absolute;inset:auto .85rem 0;height:4px;border-radius:4px 4px 0 0}
        nav.main a:hover{color:var(--on-top)}
        nav.main a:hover::after{background:var(--top-soft)}
        nav.main a[aria-current]{color:var(--on-top)}
        nav.main a[aria-current]::after{background:currentColor}

        main{flex:1;width:100%;max-width:76rem;margin:0 auto;padding:1.75rem 1.5rem 3rem}
        main>*+*,.stack>*+*,form>*+*,.card>*+*{margin-top:1rem}
        main>h1+.lead,.heading+.lead{margin-top:.35rem}
        main.narrow{max-width:46rem}
        .foot{border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
        .foot p{max-width:76rem;margin:0 auto;padding:.35rem 1.5rem}
        .foot p:first-child{padding-top:1rem}
        .foot p:last-child{padding-bottom:1.25rem}
        #idle.soon{color:var(--warn);background:var(--warn-ground);font-weight:600;padding-block:.6rem;max-width:none;text-align:center}

        .heading{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.75rem 1.5rem}
        .actions,.buttons{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
        .card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1.25rem 1.375rem}
        .card>h2:first-child{padding-bottom:.1rem}
        .card>h2+*{margin-top:.625rem}
        .message{text-align:center;padding:2.5rem 1.5rem}
        .message .lead{margin-inline:auto}
        .message .buttons{justify-content:center;margin-top:1.5rem}
        .message .facts{text-align:left;max-width:28rem;margin:1.5rem auto 0}
        .login{max-width:26rem;margin:2.5rem auto 0;padding:2rem}
        .login .buttons button{width:100%}
        .columns{display:grid;grid-template-columns:minmax(0,1.75fr) minmax(0,1fr);gap:1rem;align-items:start}
        .columns>*{margin-top:0}
        .columns.even{grid-template-columns:repeat(2,minmax(0,1fr))}
        .pairs{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1.25rem}
        .pairs p{margin-top:.5rem;font-size:.875rem}

        .note{background:var(--tint);border:1px solid transparent;border-left:4px solid var(--accent);border-radius:8px;padding:.7rem 1rem}
        .note>strong:first-child,.note p>strong:first-child{margin-right:.25rem}
        .note.done{background:var(--good-ground);border-left-color:var(--good)}
        .note.done>strong{color:var(--good)}
        .note.warning{background:var(--warn-ground);border-left-color:var(--warn)}
        .note.warning strong{color:var(--warn)}
        .note form{margin-top:.6rem}
        .progress label{display:block;font-weight:400}
        progress{display:block;width:100%;height:.5rem;margin-top:.5rem;appearance:none;border:0;border-radius:4px;background:var(--line);overflow:hidden}
        progress::-webkit-progress-bar{background:var(--line)}
        progress::-webkit-progress-value{background:var(--accent);border-radius:4px}
        progress::-moz-progress-bar{background:var(--accent)}

        """#
}
