package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the imports of libraries. */
class ModuleImportsTest {
    private static final Map<String, String> ADDRESSES =
            Map.of("preact", "/lib/p$1.js", "preact/hooks", "/lib/hooks.js");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "import { h } from 'preact';|import { h } from '/lib/p$1.js';",
                "import{options as n}from\"preact\";|import{options as n}from\"/lib/p$1.js\";",
                "import*as n from\"preact/hooks\";|import*as n from\"/lib/hooks.js\";",
                "import 'preact'|import '/lib/p$1.js'",
                "x;import\"preact\";|x;import\"/lib/p$1.js\";",
                "export * from 'preact/hooks';|export * from '/lib/hooks.js';",
                "import { a } from './preact';|import { a } from './preact';",
                "import { a } from 'preact/compat';|import { a } from 'preact/compat';",
                "const from = 'preact';|const from = 'preact';",
                "call(from, 'preact')|call(from, 'preact')",
                "/** @type {import('preact').VNode} */|/** @type {import('preact').VNode} */",
            })
    void shouldReplaceOnlyTheNamesOfLibrariesInImports(String module, String expected) {
        assertThat(ModuleImports.rewrite(module, ADDRESSES)).isEqualTo(expected);
        assertThat(ModuleImports.rewrite("a\n" + module + "\nb", ADDRESSES)).isEqualTo("a\n" + expected + "\nb");
    }
}
