package dev.playhead.devtools.server;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the names of libraries in the imports of JavaScript modules by their addresses. A browser does so itself
 * only with an import map, which is an inline script, and the page allows none.
 */
final class ModuleImports {
    /** An import or export of a module by a name in quotes: {@code from "preact"}, {@code import 'preact'}. */
    private static final Pattern IMPORT = Pattern.compile("(?<=[\\s}*;]|^)(from|import)(\\s*)([\"'])([^\"'\\s]+)\\3");

    private ModuleImports() {}

    /**
     * Returns a module with addresses instead of names.
     *
     * @param module the text of the module
     * @param addresses the addresses, by name; other names remain
     */
    static String rewrite(String module, Map<String, String> addresses) {
        Matcher matcher = IMPORT.matcher(module);
        StringBuilder rewritten = new StringBuilder(module.length());
        while (matcher.find()) {
            String name = matcher.group(4);
            String replacement = matcher.group(1)
                    + matcher.group(2)
                    + matcher.group(3)
                    + addresses.getOrDefault(name, name)
                    + matcher.group(3);
            matcher.appendReplacement(rewritten, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(rewritten).toString();
    }
}
