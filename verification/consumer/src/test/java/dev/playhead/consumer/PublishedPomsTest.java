package dev.playhead.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that the POMs contain what Maven Central and dependent projects require. */
class PublishedPomsTest {
    static List<Pom> published() throws Exception {
        return Pom.published();
    }

    @ParameterizedTest
    @MethodSource("published")
    void shouldHaveTheDescriptionsThatMavenCentralRequires(Pom pom) throws Exception {
        assertThat(pom.own("name")).as("name").isPresent();
        assertThat(pom.own("description")).as("description").isPresent();
        assertThat(pom.text("groupId")).as("groupId").contains("dev.playhead");
        assertThat(pom.text("url")).as("url").isPresent();
        for (String part : List.of("name", "url")) {
            assertThat(pom.text("licenses", "license", part))
                    .as(part + " of license")
                    .isPresent();
        }
        for (String part : List.of("name", "organization", "organizationUrl")) {
            assertThat(pom.text("developers", "developer", part))
                    .as(part + " of developer")
                    .isPresent();
        }
        for (String part : List.of("url", "connection", "developerConnection")) {
            assertThat(pom.text("scm", part)).as(part + " of scm").isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("published")
    void shouldHaveTheSameVersionAndAddressesInEveryPom(Pom pom) throws Exception {
        Pom root = Pom.root();

        assertThat(pom.version()).isEqualTo(root.version());
        assertThat(pom.text("url")).isEqualTo(root.own("url"));
        assertThat(pom.text("scm", "url")).isEqualTo(root.own("scm", "url"));
        assertThat(pom.text("scm", "connection")).isEqualTo(root.own("scm", "connection"));
    }

    @Test
    void shouldListAllPublishedJarsInTheBomAndNothingElse() throws Exception {
        Pom bom = published().stream()
                .filter(pom -> pom.artifactId().equals("playhead-bom"))
                .findFirst()
                .orElseThrow();

        assertThat(bom.all("dependencyManagement", "dependencies", "dependency", "artifactId"))
                .extracting(element -> element.getTextContent().strip())
                .containsExactlyInAnyOrderElementsOf(published().stream()
                        .filter(Pom::isJar)
                        .map(Pom::artifactId)
                        .toList());
        assertThat(bom.hasParent())
                .as("whether the BOM has a parent, whose managed versions would also be imported")
                .isFalse();
    }

    @Test
    void shouldPublishAllModulesExceptThoseMarkedAsUnpublished() throws Exception {
        assertThat(published())
                .allSatisfy(pom -> assertThat(pom.own("properties", "playhead.unpublished"))
                        .isNotEqualTo(Optional.of("true")));
        assertThat(Pom.unpublished())
                .isNotEmpty()
                .allSatisfy(pom -> assertThat(pom.own("properties", "playhead.unpublished"))
                        .contains("true"));
    }
}
