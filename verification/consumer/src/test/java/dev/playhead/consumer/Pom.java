package dev.playhead.consumer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A POM of this build, with access to the values that the POM inherits from its parent. */
final class Pom {
    private static final Path ROOT = Path.of("..", "..");

    private final Path folder;
    private final Element project;

    private Pom(Path folder) throws Exception {
        this.folder = folder;
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        this.project = factory.newDocumentBuilder()
                .parse(folder.resolve("pom.xml").toFile())
                .getDocumentElement();
    }

    static Pom root() throws Exception {
        return new Pom(ROOT);
    }

    /** Returns the published POMs: the parent POM and the POMs of the published modules. */
    static List<Pom> published() throws Exception {
        List<Pom> poms = new ArrayList<>();
        poms.add(root());
        poms.addAll(root().modules("modules"));
        return poms;
    }

    static List<Pom> unpublished() throws Exception {
        return root().modules("profiles", "profile", "modules");
    }

    private List<Pom> modules(String... path) throws Exception {
        List<Pom> poms = new ArrayList<>();
        for (Element modules : all(path)) {
            for (Element module : children(modules, "module")) {
                poms.add(new Pom(folder.resolve(module.getTextContent().strip())));
            }
        }
        return poms;
    }

    Path folder() {
        return folder;
    }

    String artifactId() {
        return own("artifactId").orElseThrow();
    }

    String version() throws Exception {
        return text("version").orElseThrow();
    }

    boolean isJar() {
        return own("packaging").orElse("jar").equals("jar");
    }

    boolean hasParent() {
        return !all("parent").isEmpty();
    }

    /**
     * Returns the text of the element at a path in this POM, ignoring the parent POM. Returns empty if there is no
     * text.
     */
    Optional<String> own(String... path) {
        return all(path).stream()
                .map(element -> element.getTextContent().strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** Returns the text of the element at a path in this POM or, if there is no such text, in the parent POM. */
    Optional<String> text(String... path) throws Exception {
        Optional<String> own = own(path);
        return own.isPresent() || !hasParent() ? own : root().own(path);
    }

    /** Returns the elements at a path in this POM. */
    List<Element> all(String... path) {
        List<Element> found = List.of(project);
        for (String name : path) {
            found = found.stream()
                    .flatMap(element -> children(element, name).stream())
                    .toList();
        }
        return found;
    }

    static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }

    @Override
    public String toString() {
        return artifactId();
    }
}
