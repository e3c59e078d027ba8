/// The expression that looks packages up. Everything variable reaches it as one JSON text (`--argstr request`), so that no name
/// is ever read as code:
/// - `path`: what is imported; `system`; `arguments`: by name; `overlays`: `name`, `path` and `arguments` of each.
/// - `mode`: `check` (is it a set?), `all` (packages and their settings, each under `tryEval`), `package` and `settings` (one
///   part, errors not caught, so that the evaluator prints them).
/// - `names`: the packages.
///
/// The look-up rules are those of Nixery (`prepare-image/load-pkgs.nix`): dots reach into nested sets; a leading digit gets an
/// underscore first; a component that does not exist is tried once more through a map from lower case to the real names of the
/// outermost set. `tryEval` sees only the head of a value, hence `deepSeq`.
enum EvaluatorExpression {
    static let text = #"""
        { request }:
        let
          r = builtins.fromJSON request;
          has = pattern: text: builtins.length (builtins.split pattern text) > 1;
          plain = builtins.unsafeDiscardStringContext;
          caught = value: builtins.tryEval (builtins.deepSeq value value);

          \#(packageSet)

          upper = [ "A" "B" "C" "D" "E" "F" "G" "H" "I" "J" "K" "L" "M" "N" "O" "P" "Q" "R" "S" "T" "U" "V" "W" "X" "Y" "Z" ];
          lower = [ "a" "b" "c" "d" "e" "f" "g" "h" "i" "j" "k" "l" "m" "n" "o" "p" "q" "r" "s" "t" "u" "v" "w" "x" "y" "z" ];
          fold = builtins.replaceStrings upper lower;
          # Of equal names the first in sorted order stays.
          folded = builtins.listToAttrs (map (name: { name = fold name; value = name; })
            (builtins.filter (name: fold name != name) (builtins.attrNames set)));
          spellings = name: (if builtins.match "[0-9].*" name != null then [ "_${name}" ] else [ ]) ++ [ name ];
          refolded = name: if folded ? ${name} then [ folded.${name} ] else [ ];

          first = try: list:
            if list == [ ] then null
            else
              let found = try (builtins.head list);
              in if found != null then found else first try (builtins.tail list);
          walk = path: value: rest:
            if rest == [ ] then { inherit path value; }
            else if !builtins.isAttrs value then null
            else
              let
                own = spellings (builtins.head rest);
                step = name: if value ? ${name} then walk (path ++ [ name ]) value.${name} (builtins.tail rest) else null;
                found = first step own;
              in if found != null then found else first step (builtins.concatLists (map refolded own));
          # The names where the look-up ended; those of the outermost set are given once for all.
          near = prefix: value: rest:
            let
              own = spellings (builtins.head rest);
              enter = name:
                if value ? ${name} && builtins.isAttrs value.${name} then { path = prefix ++ [ name ]; value = value.${name}; }
                else null;
              plainly = first enter own;
              next = if plainly != null then plainly else first enter (builtins.concatLists (map refolded own));
            in
            if builtins.length rest > 1 && next != null then near next.path next.value (builtins.tail rest)
            else { inherit prefix; names = if prefix == [ ] then [ ] else builtins.attrNames value; };
          components = name: builtins.filter builtins.isString (builtins.split "\\." name);

          describe = name:
            let
              found = walk [ ] set (components name);
              value = found.value;
            in
            if found == null then { status = "notFound"; } // near [ ] set (components name)
            else if !builtins.isAttrs value || (value.type or null) != "derivation" then { status = "notADerivation"; }
            else {
              status = "found";
              attribute = found.path;
              derivation = plain value.drvPath;
              # A set with the attribute `outPath` would become a mere string in JSON.
              path = plain value.outPath;
              inherit (value) outputName name;
            };
          settings = name:
            let
              value = (walk [ ] set (components name)).value;
              json = builtins.toJSON (value.nixery or value.passthru.nixery or null);
            in { json = plain json; context = builtins.getContext json; };

          careful = name:
            let
              package = caught (describe name);
              extra = caught (settings name);
            in
            if !package.success then { status = "caught"; }
            else package.value // (if package.value.status != "found" then { }
              else if extra.success then { settings = extra.value; } else { settingsCaught = true; });
          parts = {
            all = careful;
            package = describe;
            settings = name: { status = "settings"; settings = settings name; };
          };
          results = builtins.listToAttrs (map (name: { inherit name; value = parts.${r.mode} name; }) r.names);
          missing = builtins.any (name: results.${name}.status == "notFound" && results.${name}.prefix == [ ]) r.names;
        in
        if !builtins.isAttrs set then { kind = builtins.typeOf set; }
        else if r.mode == "check" then { kind = "set"; }
        else { kind = "set"; inherit results; names = if missing then builtins.attrNames set else [ ]; }
        """#
}
