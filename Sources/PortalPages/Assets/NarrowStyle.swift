extension Assets {
    /// Phones and paper.
    static let narrowStyle = #"""
        @media (max-width:60rem){
        .columns,.columns.even{grid-template-columns:minmax(0,1fr)}
        .grid.four,.grid.three{grid-template-columns:repeat(2,minmax(0,1fr))}
        .user small{display:none}
        }
        @media (max-width:46rem){
        body{font-size:1.0625rem}
        .bar{flex-wrap:wrap;padding:.75rem 1rem;gap:.6rem .75rem}
        .doctor .brand small,.user{display:none}
        .search{order:3;flex-basis:100%;max-width:none}
        .session{gap:.5rem}
        nav.main{padding:0 1rem}
        nav.main ul{justify-content:space-between;gap:0;margin-inline:-.5rem}
        nav.main a{padding:.5rem .5rem .75rem;font-size:.9375rem}
        nav.main a::after{inset-inline:.5rem}
        main{padding:1.25rem 1rem 2.5rem}
        .foot p{padding-inline:1rem}
        h1{font-size:1.4375rem}
        .card{padding:1.1rem 1rem}
        .login{margin-top:1rem;padding:1.5rem 1.25rem}
        .grid,.grid.three,.pairs{grid-template-columns:minmax(0,1fr)}
        .grid.four{grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem .75rem}
        .counts{grid-template-columns:repeat(2,minmax(0,1fr));gap:.6rem}
        .counts li>*{padding:.7rem .9rem}
        .recent li{grid-template-columns:minmax(0,1fr)}
        .recent .when{grid-column:1;grid-row:3}
        .facts>div{grid-template-columns:minmax(0,2fr) minmax(0,3fr)}
        .vitals{grid-template-columns:repeat(2,minmax(0,1fr))}
        form>.buttons>*,main>.buttons>*{flex:1 1 100%}
        main>.buttons form button{width:100%}
        form.sort{display:flex;align-items:center;gap:.5rem;width:100%}
        form.sort>*{margin:0}
        form.sort label{flex:none;font-weight:400;color:var(--soft)}
        form.sort select{margin:0}
        table.cards,.cards tbody,.cards tr,.cards td,.cards tbody th{display:block}
        .cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        main>table.cards{border:0;background:none;overflow:visible;border-radius:0}
        main>.cards tbody tr{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:.85rem 1rem;margin-bottom:.6rem}
        .card>.cards tbody tr{padding:.7rem 0;border-bottom:1px solid var(--line)}
        .card>.cards tbody tr:last-child{border-bottom:0}
        .cards tbody th,.cards td{border:0;padding:.1rem 0}
        .cards tbody th{font-size:1.0625rem;padding-bottom:.25rem}
        .cards td{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:0 .75rem}
        .cards td:empty{display:none}
        .cards td::before{content:attr(data-label);color:var(--soft)}
        .choice{padding:.75rem .8rem}
        }

        .sheet{max-width:52rem;background:var(--surface)}
        .screen{display:flex;gap:.5rem}
        .letterhead{display:flex;justify-content:space-between;border-bottom:2px solid var(--ink);padding-bottom:.4rem}
        @media print{
        body,body.authority{--page:#fff;--surface:#fff;--sunken:#fff;--tint:#fff;--ink:#000;--soft:#333;--line:#999;--accent:#000;
        --danger:#000;--danger-ground:#fff;--warn:#000;--warn-ground:#fff;--good:#000;--good-ground:#fff;font-size:10.5pt;display:block}
        .top,.foot,.skip,.screen,.actions,.buttons,.note.done,details summary{display:none}
        details::details-content{content-visibility:visible;display:block}
        main{max-width:none;padding:0}
        .columns{display:block}.columns>*+*{margin-top:.8rem}
        .card{border:0;border-top:1px solid #999;border-radius:0;padding:.5rem 0 0;break-inside:avoid}
        .vitals li{border:1px solid #999}
        .vitals{grid-template-columns:repeat(4,minmax(0,1fr))}
        a{color:inherit;text-decoration:none}
        h1{font-size:16pt}h2,h3{break-after:avoid}
        @page{margin:1.8cm}
        }
        @media (prefers-reduced-motion:no-preference){
        button,.button,nav.main a,.counts li>*{transition:background-color .12s,border-color .12s,box-shadow .12s}
        }
        @media (forced-colors:active){.choice:has(input:checked),.tabs a[aria-current],nav.main a[aria-current]{outline:2px solid Highlight}}

        """#
}
