extension EvaluatorExpression {
    /// The part of the expression that makes `set` of what is imported: calls it where it is a function, and lays overlays over it.
    ///
    /// What an overlay's file may give:
    /// - a function of one argument that gives another one, `final: prev: …`: all packages, and those below this overlay;
    /// - a function that names its arguments: it is called with those of `pkgs`, `lib`, `system` and the configured ones that it
    ///   names (all of them where it has `...`), and its result is looked at again;
    /// - a set, which is merged; a list of any of these, in order.
    ///
    /// `pkgs` has the names of the set below and the values of the whole, so that asking for its names cannot ask for those of
    /// the overlay itself. A set whose function names `overlays` gets them that way; others are a fixed point of ours:
    ///
    ///     final = base // first final base // second final (base // first final base) …
    static let packageSet = #"""
        # Functions, also those in a set.
          isFunctor = value: builtins.isAttrs value && value ? __functor;
          isFunction = value: builtins.isFunction value || isFunctor value;
          function = value: if isFunctor value then value.__functor value else value;
          declares = value: isFunctor value && value ? __functionArgs;
          # Only the XML form of a function tells whether it takes a set, and whether more than it names.
          shape = value: builtins.toXML (function value);
          takesAll = value: has "<varpat " (shape value) || has "ellipsis=\"1\"" (shape value);
          takesSet = value: declares value || has "<attrspat" (shape value);
          named = value: if declares value then value.__functionArgs else builtins.functionArgs (function value);
          call = value: given:
            if !declares value && takesAll value then value given
            else value (builtins.intersectAttrs (named value) given);

          imported = import (/. + r.path);
          takesOverlays = isFunction imported && named imported ? overlays;
          given = { config = { }; } // r.arguments // {
            inherit (r) system;
            overlays = r.arguments.overlays or [ ] ++ (if takesOverlays then overlays else [ ]);
          };
          base = if isFunction imported then call imported given else imported;
          set =
            if r.overlays == [ ] || takesOverlays || !builtins.isAttrs base then base
            else let final = builtins.foldl' (prev: overlay: prev // overlay final prev) base overlays; in final;

          overlays = map (overlay: layer overlay (import (/. + overlay.path))) r.overlays;
          # What a value of an overlay adds to the set below it.
          layer = overlay: value: final: prev:
            if isFunction value && takesSet value then layer overlay (call value (parameters overlay final prev)) final prev
            else if isFunction value then
              let rest = value final;
              in if isFunction rest then added (rest prev) else misshapen rest
            else if builtins.isList value then
              builtins.foldl' (sum: part: sum // layer overlay part final (prev // sum)) { } value
            else added value;
          added = value: if builtins.isAttrs value then value else misshapen value;
          misshapen = value: throw
            "it gives something of type ${builtins.typeOf value} where a set or 'final: prev: …' was expected";
          parameters = overlay: final: prev: {
            pkgs = builtins.mapAttrs (name: _: final.${name}) prev // (if prev ? lib then { inherit (prev) lib; } else { });
            lib = prev.lib or (throw "the packages below the overlay '${overlay.name}' have no 'lib'");
          } // overlay.arguments // { inherit (r) system; };
        """#
}
