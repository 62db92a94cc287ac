extension DocumentationPage {
    static let style = """
        :root{color-scheme:light dark;--ink:#1d2733;--soft:#5a6877;--line:#dde3ea;--paper:#fff;--shade:#f4f6f9;--link:#24507a;
        --get:#1a7f4b;--post:#1f5fbf;--put:#a15c00;--delete:#b3261e}
        @media(prefers-color-scheme:dark){:root{--ink:#dfe6ee;--soft:#98a6b5;--line:#313b47;--paper:#14191f;--shade:#1c232b;--link:#8dbdf0;
        --get:#57c98a;--post:#7db0f5;--put:#e0a35a;--delete:#f08a83}}
        *{box-sizing:border-box}body{margin:0;display:flex;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
        nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem 1.2rem;background:var(--shade);flex:0 0 19rem;font-size:.85rem}
        nav h1{font-size:1.25rem;margin:.2rem 0 .6rem}nav h2{font-size:.95rem;margin:1rem 0 .2rem}
        a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
        nav a{display:block;padding:.1rem 0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}nav .method{font-size:.7rem;min-width:3.1rem}
        main{padding:1rem 2rem 4rem;max-width:64rem;flex:1;min-width:0}main h2{margin:2rem 0 .6rem}#start h2{margin-top:.4rem}
        details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:.5rem .8rem}
        details[open]{border-color:var(--link)}details.fields{border:0;padding:0}
        summary{cursor:pointer}summary span{color:var(--soft);margin-left:.4rem}
        .method{display:inline-block;min-width:4.2rem;font-weight:600}
        .get{color:var(--get)}.post{color:var(--post)}.put,.patch{color:var(--put)}.delete{color:var(--delete)}
        code,pre{font-family:ui-monospace,monospace;font-size:.85em}
        pre{background:var(--shade);padding:.8rem;border-radius:6px;overflow:auto;max-height:30rem;font-size:.82rem;line-height:1.4}
        table{border-collapse:collapse;font-size:.88rem;width:100%}
        td{border-bottom:1px solid var(--line);padding:.3rem .8rem .3rem 0;vertical-align:top}td:last-child{overflow-wrap:anywhere}
        td:first-child{min-width:4rem;white-space:nowrap}em{color:var(--delete);font-style:normal;font-size:.78rem}
        h4{margin:1rem 0 .3rem}.access{margin:.6rem 0;color:var(--soft)}
        @media(max-width:55rem){body{display:block}nav{position:static;height:auto;max-height:40vh}main{padding:1rem}td:first-child{white-space:normal}}
        """
}
