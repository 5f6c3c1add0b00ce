package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.devtools.server.PageFiles.PageFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of the table of files. */
class PageFilesTest {
    private static final Path SOURCES = Path.of("src/main/resources/dev/playhead/devtools/page");
    private static final Pattern IMPORT = Pattern.compile(
            "(?m)^\\s*(?:import|export)\\b[^'\";]*?from\\s*['\"]([^'\"]+)['\"]|^import\\s*['\"]([^'\"]+)");

    private final PageFiles files = new PageFiles();

    private String text(String path) {
        PageFile file = files.find(path);
        assertThat(file).as(path).isNotNull();
        return new String(file.content(), StandardCharsets.UTF_8);
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>();
        files.paths().forEach(paths::add);
        return paths;
    }

    @Test
    void shouldListExactlyTheFilesOfThePage() throws IOException {
        try (Stream<Path> sources = Files.list(SOURCES)) {
            assertThat(paths().stream().filter(path -> path.startsWith("/app/")).collect(Collectors.toSet()))
                    .isEqualTo(sources.map(source -> "/app/" + source.getFileName())
                            .filter(path -> !path.equals("/app/index.html"))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void shouldFindEachFileWithItsType() {
        for (String path : paths()) {
            String type = path.equals("/") ? "text/html" : path.endsWith(".js") ? "text/javascript" : "text/css";
            assertThat(files.find(path).type()).as(path).isEqualTo(type + "; charset=utf-8");
            assertThat(text(path)).as(path).isNotBlank();
        }
        assertThat(files.find("/lib/preact.js.map")).isNull();
    }

    @Test
    void shouldLeadEveryImportToAFileOfTheTable() {
        int imports = 0;
        for (String path : paths()) {
            if (path.endsWith(".js")) {
                Matcher matcher = IMPORT.matcher(text(path));
                while (matcher.find()) {
                    String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                    String target = URI.create(path).resolve(name).toString();
                    assertThat(name).as(path).matches("(\\./|/).*");
                    assertThat(paths()).as(path + " imports " + name).contains(target);
                    imports++;
                }
            }
        }
        assertThat(imports).isGreaterThan(10);
        assertThat(text("/lib/hooks.js")).contains("\"/lib/preact.js\"").doesNotContain("\"preact\"");
    }

    @Test
    void shouldReferOnlyToFilesOfTheTableInTheDocument() {
        Matcher matcher = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(text("/"));
        TreeSet<String> references = new TreeSet<>();
        while (matcher.find()) {
            if (!matcher.group(1).startsWith("data:")) {
                references.add(matcher.group(1));
            }
        }

        assertThat(references).contains("/app/main.js", "/app/style.css");
        assertThat(paths()).containsAll(references);
    }

    @Test
    void shouldHaveNoInlineScriptOrStyle() {
        assertThat(text("/"))
                .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
                .doesNotContainPattern("<style\\b")
                .doesNotContainPattern("\\sstyle=\"")
                .doesNotContainPattern("\\son\\w+=");
    }

    @Test
    void shouldFindTheLibrariesInTheirVersions() {
        assertThat(text("/lib/preact.js")).contains("export");
        assertThat(text("/lib/hooks.js")).contains("useState");
        assertThat(text("/lib/uplot.js")).contains("export");
        assertThat(text("/lib/uplot.css")).contains(".uplot");
    }
}
