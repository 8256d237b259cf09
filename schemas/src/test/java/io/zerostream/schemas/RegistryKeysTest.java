package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RegistryKeysTest {
    @Test
    void takesApartWhatItPutTogether() {
        assertThat(RegistryKeys.parse(RegistryKeys.prototype("cub", "Fish/Crow 100%2F")))
                .contains(new RegistryKey(RegistryKey.Kind.PROTOTYPE, "cub", "Fish/Crow 100%2F"));
        assertThat(RegistryKeys.parse(RegistryKeys.space("cub")))
                .contains(new RegistryKey(RegistryKey.Kind.SPACE, "cub", "cub"));
        assertThat(RegistryKeys.parse(RegistryKeys.classSet("a/b")))
                .contains(new RegistryKey(RegistryKey.Kind.CLASS_SET, "a/b", "a/b"));
        assertThat(RegistryKeys.parse(RegistryKeys.modelVersion("m", "1.0")))
                .contains(new RegistryKey(RegistryKey.Kind.MODEL_VERSION, "m", "1.0"));
        assertThat(RegistryKeys.parse(RegistryKeys.deployment("default")))
                .contains(new RegistryKey(RegistryKey.Kind.DEPLOYMENT, "default", "default"));
    }

    @Test
    void keysOfDifferentNamesDiffer() {
        assertThat(RegistryKeys.prototype("a/b", "c")).isNotEqualTo(RegistryKeys.prototype("a", "b/c"));
    }

    @Test
    void foreignKeysAreNoneOfOurs() {
        assertThat(RegistryKeys.parse("something")).isEmpty();
        assertThat(RegistryKeys.parse("class/only-space")).isEmpty();
    }

    @Test
    void refusesAnEmptyName() {
        assertThatThrownBy(() -> RegistryKeys.classSet("")).hasMessageContaining("at least one character");
    }
}
