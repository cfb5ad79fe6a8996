extension Assets {
    /// Conveniences: without them every page does what it has to. Texts come from the page, in its language.
    static let scriptText = #"""
        "use strict";
        (() => {
          const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
          const language = document.documentElement.lang;
          const digits = n => new Intl.NumberFormat(language === "bn" ? "bn-BD" : "en-GB").format(n);

          // Back to a page that the browser has kept as it was: the session may be over, and another person sit here.
          window.addEventListener("pageshow", event => {
            if (!event.persisted) return;
            document.body.replaceChildren();
            location.reload();
          });

          // A refused form: to what is wrong with it.
          const problems = document.querySelector(".problems");
          if (problems) problems.focus();

          // What was typed and not sent.
          for (const form of all("form[data-writing]")) {
            let isDirty = Boolean(problems);
            form.addEventListener("input", () => { isDirty = true; });
            form.addEventListener("submit", () => { isDirty = false; });
            window.addEventListener("beforeunload", event => { if (isDirty) event.preventDefault(); });
          }

          // Mandatory fields: the word stands out where one was left empty.
          for (const field of all("form[data-writing] [required]")) {
            const mark = document.querySelector(`label[for="${field.id}"] .required`);
            if (!mark) continue;
            field.addEventListener("blur", () => mark.classList.toggle("open", field.value.trim() === ""));
            field.addEventListener("input", () => { if (field.value.trim() !== "") mark.classList.remove("open"); });
          }

          // Two passphrases that must be the same.
          for (const again of all("[data-same-as]")) {
            const first = document.getElementById(again.dataset.sameAs);
            const live = document.getElementById(again.id + "-live");
            if (!first || !live) continue;
            const show = () => {
              const isSame = first.value === again.value;
              live.textContent = again.value === "" ? "" : isSame ? again.dataset.same : again.dataset.different;
              live.className = "live" + (again.value === "" ? "" : isSame ? " good" : " bad");
            };
            first.addEventListener("input", show);
            again.addEventListener("input", show);
          }

          // A policy while it is written.
          for (const area of all("[data-policy]")) {
            const live = document.getElementById(area.id + "-live");
            const radio = document.getElementById(area.dataset.chooses);
            if (!live) continue;
            let timer = 0, latest = 0;
            const show = (text, kind, title) => {
              live.textContent = "";
              live.className = "live" + kind;
              if (text === "") return;
              if (title) {
                const head = document.createElement("strong");
                head.textContent = title + ":";
                live.append(head);
              }
              const body = document.createElement("p");
              body.className = title ? "words text" : "text";
              body.textContent = text;
              live.append(body);
            };
            const check = async () => {
              const number = ++latest;
              if (area.value.trim() === "") { show("", ""); return; }
              try {
                const answer = await fetch(area.dataset.policy + "?text=" + encodeURIComponent(area.value), { credentials: "same-origin" });
                if (!answer.ok || number !== latest) return;
                const result = await answer.json();
                if (number !== latest) return;
                if (result.ok) show(result.words, "", live.dataset.title); else show(result.error, " bad");
              } catch { /* The server checks it when the form is sent. */ }
            };
            area.addEventListener("input", () => {
              if (radio) radio.checked = true;
              clearTimeout(timer);
              timer = setTimeout(check, 350);
            });
          }

          // How long until the session ends.
          const idle = document.getElementById("idle");
          const minutes = Number(document.body.dataset.idle || 0);
          if (idle && minutes > 0) {
            const usual = idle.textContent, loaded = Date.now();
            setInterval(() => {
              const left = Math.ceil(minutes - (Date.now() - loaded) / 60000);
              const isSoon = left <= Math.min(3, minutes / 2) && left > 0;
              const text = isSoon ? document.body.dataset.idleText.replace("{n}", digits(left)) : usual;
              if (idle.textContent !== text) idle.textContent = text;
              idle.classList.toggle("soon", isSoon);
            }, 5000);
          }

          for (const button of all("[data-print]")) {
            button.hidden = false;
            button.addEventListener("click", () => window.print());
          }
        })();

        """#

    /// A seal with a cross in it.
    static let iconText = #"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#9fdde0" d="M16 1l3.7 2.6 4.5-.3 1.6 4.2 4 2.1-.8 4.4 1.9 4-3.2 3.2-.5 4.5-4.4 1-2.6 3.6-4.2-1.5L11.700 30.300 9.100 26.700 4.700 25.700 4.200 21.200 1 18l1.900-4-.8-4.400 4-2.100L7.700 3.300l4.500.3z"/><path fill="#0b3f47" d="M13.500 8.500h5v5h5v5h-5v5h-5v-5h-5v-5h5z"/></svg>
        """#
}
