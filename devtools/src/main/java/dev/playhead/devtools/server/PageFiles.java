package dev.playhead.devtools.server;

import dev.playhead.event.PlayheadException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page: its own, and those of libraries, which are read from their jars (WebJars). The table of
 * addresses is fixed. A request chooses an entry; no part of it becomes the name of a resource or of a file.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads.
 */
final class PageFiles {
    private static final String OWN = "/dev/playhead/devtools/page/";
    private static final String WEBJARS = "META-INF/resources/webjars/";
    private static final String VERSIONS = "libraries.properties";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** The modules and styles of the page. */
    private static final List<String> OWN_FILES = List.of(
            "address.js",
            "api.js",
            "app.js",
            "cell.js",
            "control.js",
            "difference.js",
            "event.js",
            "eventrow.js",
            "events.js",
            "export.js",
            "filter.js",
            "format.js",
            "grid.js",
            "keys.js",
            "layout.js",
            "main.js",
            "parts.js",
            "plot.js",
            "position.js",
            "replay.js",
            "scale.js",
            "sessions.js",
            "state.js",
            "statistics.js",
            "store.js",
            "style.css",
            "timeline.js",
            "tree.js",
            "types.js",
            "views.css",
            "volume.js",
            "whatif.js",
            "windows.js",
            "zoom.js");

    /** The addresses of the libraries, by the names under which modules import them. */
    private static final Map<String, String> IMPORTS = Map.of(
            "preact", "/lib/preact.js",
            "preact/hooks", "/lib/hooks.js",
            "uplot", "/lib/uplot.js");

    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, PageFile> read = new ConcurrentHashMap<>();

    /** A file to be sent. */
    static final class PageFile {
        private final String type;
        private final byte[] content;

        private PageFile(String type, byte[] content) {
            this.type = type;
            this.content = content;
        }

        /** {@return the value of the header Content-Type} */
        String type() {
            return type;
        }

        /** {@return the bytes, which must not be changed} */
        byte[] content() {
            return content;
        }
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    /**
     * Creates the table.
     *
     * @throws PlayheadException if a library is missing
     */
    PageFiles() {
        own("/", "index.html");
        for (String name : OWN_FILES) {
            own("/app/" + name, name);
        }
        Properties versions = versions();
        library("/lib/preact.js", versions, "preact", "dist/preact.module.js");
        library("/lib/hooks.js", versions, "preact", "hooks/dist/hooks.module.js");
        library("/lib/uplot.js", versions, "uplot", "dist/uPlot.esm.js");
        library("/lib/uplot.css", versions, "uplot", "dist/uPlot.min.css");
        sources.keySet().stream().filter(path -> path.startsWith("/lib/")).forEach(this::file);
    }

    /** {@return the paths of all files} */
    Iterable<String> paths() {
        return sources.keySet();
    }

    /** {@return the file at a path of a request, or null if there is none} */
    @Nullable
    PageFile find(String path) {
        return sources.containsKey(path) ? file(path) : null;
    }

    private PageFile file(String path) {
        return read.computeIfAbsent(path, this::read);
    }

    private PageFile read(String path) {
        String type = path.endsWith(".js") ? SCRIPT : path.endsWith(".css") ? STYLE : "text/html; charset=utf-8";
        Source source = sources.get(path);
        if (source == null) {
            throw new IllegalArgumentException("path=" + path + " is not in the table");
        }
        try (InputStream in = source.open()) {
            byte[] content = in.readAllBytes();
            if (type.equals(SCRIPT)) {
                String module = ModuleImports.rewrite(new String(content, StandardCharsets.UTF_8), IMPORTS);
                content = module.getBytes(StandardCharsets.UTF_8);
            }
            return new PageFile(type, content);
        } catch (IOException e) {
            throw new UncheckedIOException("path=" + path + " cannot be read", e);
        }
    }

    private void own(String path, String name) {
        sources.put(path, () -> {
            InputStream in = PageFiles.class.getResourceAsStream(OWN + name);
            if (in == null) {
                throw new IOException("name=" + name + " is missing in the jar of playhead-devtools");
            }
            return in;
        });
    }

    private void library(String path, Properties versions, String name, String file) {
        String version = versions.getProperty(name);
        String resource = WEBJARS + name + "/" + version + "/" + file;
        sources.put(path, () -> {
            InputStream in = openLibrary(name, resource);
            if (in == null) {
                throw new PlayheadException("resource=" + resource + " of the page is missing; add the dependency"
                        + " org.webjars.npm:" + name + ":" + version
                        + ", and if its jar is on the module path, the option --add-modules " + name);
            }
            return in;
        });
    }

    /**
     * Opens a resource of a library. On the class path, the class loader finds it. On the module path, the jar is an
     * automatic module that may have another class loader; resources in META-INF are never encapsulated.
     */
    private static @Nullable InputStream openLibrary(String module, String resource) throws IOException {
        ClassLoader loader = PageFiles.class.getClassLoader();
        InputStream in = loader == null ? null : loader.getResourceAsStream(resource);
        if (in == null) {
            Optional<Module> found = Optional.ofNullable(
                            PageFiles.class.getModule().getLayer())
                    .flatMap(layer -> layer.findModule(module));
            in = found.isPresent() ? found.get().getResourceAsStream(resource) : null;
        }
        return in == null ? ClassLoader.getSystemResourceAsStream(resource) : in;
    }

    private static Properties versions() {
        Properties versions = new Properties();
        try (InputStream in = PageFiles.class.getResourceAsStream(VERSIONS)) {
            if (in == null) {
                throw new IOException("name=" + VERSIONS + " is missing in the jar of playhead-devtools");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }
}
