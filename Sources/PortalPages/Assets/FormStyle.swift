extension Assets {
    /// Fields, buttons and the choosing of a policy.
    static let formStyle = #"""
        button,.button{font:inherit;font-weight:550;display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.4rem 1.1rem;
        border:1px solid var(--field);border-radius:8px;background:var(--surface);color:var(--ink);text-decoration:none;cursor:pointer;text-align:center;line-height:1.3}
        button:hover,.button:hover{background:var(--sunken)}
        .primary,button.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
        .primary:hover,button.primary:hover{background:var(--accent);box-shadow:0 0 0 3px var(--tint)}
        .danger,button.danger{color:var(--danger);border-color:var(--danger)}
        .danger:hover,button.danger:hover{background:var(--danger-ground)}
        button[aria-pressed=true]{background:var(--tint);border-color:var(--accent);color:var(--accent)}
        .actions>.button,.actions button{min-height:2.5rem;padding:.3rem .9rem}
        form.inline{display:flex;gap:.5rem}
        form.inline>*+*{margin-top:0}
        form.single>*+*{margin-top:0}
        form.record>.buttons,form>.buttons{margin-top:1.5rem}

        label,legend{font-weight:550}
        legend{padding:0;font-size:1rem}
        .required{font-size:.8125rem;font-weight:450;color:var(--soft);margin-left:.15rem}
        .required::before{content:"("}.required::after{content:")"}
        .required.open{color:var(--danger);font-weight:650}
        .hint{color:var(--soft);font-size:.875rem;line-height:1.45}
        .fault{color:var(--danger);font-weight:600;font-size:.9375rem}
        .fault::before{content:"⚠ ";font-weight:400}
        input:not([type=checkbox],[type=radio],[type=file]),select,textarea{font:inherit;color:var(--ink);background:var(--surface);width:100%;min-height:2.75rem;
        padding:.45rem .75rem;border:1px solid var(--field);border-radius:8px;margin-top:.3rem;accent-color:var(--accent)}
        textarea{resize:vertical;line-height:1.5;display:block}
        input[type=file]{font:inherit;display:block;width:100%;margin-top:.4rem;padding:1rem;border:1px dashed var(--field);border-radius:8px;background:var(--sunken);color:var(--ink)}
        input::file-selector-button{font:inherit;font-weight:550;margin-right:1rem;padding:.35rem .9rem;border:1px solid var(--field);border-radius:8px;background:var(--surface);color:var(--ink)}
        [data-policy]{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace!important;font-size:.9375rem!important}
        .field.faulty input,.field.faulty select,.field.faulty textarea{border-color:var(--danger);border-width:2px}
        .field.differing{background:var(--warn-ground);border-radius:8px;padding:.6rem .75rem;margin-inline:-.75rem}
        .saved{margin-top:.35rem;font-size:.9375rem;white-space:pre-line}
        .saved strong{color:var(--warn)}
        .mark{display:inline-block;font-size:.8125rem;font-weight:600;line-height:1.4;color:var(--warn);background:var(--warn-ground);border:1px solid currentColor;border-radius:99px;padding:0 .6rem}
        th .mark{color:var(--accent);background:var(--tint)}
        .grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem 1.25rem;align-items:end}
        .grid:has(.differing){align-items:start}
        .grid.three{grid-template-columns:repeat(3,minmax(0,1fr))}
        .grid.four{grid-template-columns:repeat(4,minmax(0,1fr))}
        .grid>*{margin:0}
        .field.differing{margin-block:0}
        input[type=checkbox],input[type=radio]{width:1.2rem;height:1.2rem;margin:0;flex:none;accent-color:var(--accent)}
        .ticks{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.15rem 1rem;margin-top:.35rem}
        .tick{display:flex;align-items:center;gap:.65rem;font-weight:400;min-height:2.5rem;cursor:pointer}
        .live{min-height:1.5rem;font-size:.9375rem;margin-top:.35rem;color:var(--soft)}
        .live.good{color:var(--good)}.live.bad{color:var(--danger)}
        .live .words{color:var(--ink)}
        p.live:empty{min-height:0;margin:0}

        .problems{background:var(--danger-ground);border:2px solid var(--danger);border-radius:12px;padding:1rem 1.25rem}
        .problems h2{color:var(--danger)}
        .problems ul{margin-top:.4rem;padding-left:1.1rem;list-style:disc}
        .problems a{color:var(--danger)}

        .choices legend{color:var(--soft);font-weight:400;margin-bottom:.75rem}
        .choice{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.1rem .8rem;align-items:start;padding:.85rem 1rem;border:1px solid var(--line);border-radius:10px;position:relative}
        .choice+.choice{margin-top:.5rem}
        .choice>input{margin-top:.2rem}
        .choice>label{cursor:pointer}
        .choice>.preview{grid-column:2}
        .choice .preview>code{color:var(--soft);display:block;margin-top:.15rem}
        .choice:has(input:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent);background:var(--tint)}
        .choice .field>label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .words::first-letter{text-transform:uppercase}
        .words ul{padding-left:1.15rem;list-style:disc}
        .words ul ul{list-style:circle}

        """#
}
