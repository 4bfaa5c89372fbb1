package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * A named volume, as it is told and as Podman tells it.
 *
 * @param driver {@code local} where empty
 * @param labels labels
 * @param options options of the driver
 * @param mountpoint where its content is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VolumeJson(
        @JsonProperty("Name") String name,
        @JsonProperty("Driver") String driver,
        @JsonProperty("Labels") Map<String, String> labels,
        @JsonProperty("Options") Map<String, String> options,

        @JsonProperty(value = "Mountpoint", access = JsonProperty.Access.WRITE_ONLY)
        String mountpoint) {
    public VolumeJson {
        name = Absent.text(name);
        driver = Absent.text(driver);
        labels = Absent.map(labels);
        options = Absent.map(options);
        mountpoint = Absent.text(mountpoint);
    }

    /** A volume of the driver {@code local} to be made. */
    public static VolumeJson of(String name, Map<String, String> labels, Map<String, String> options) {
        return new VolumeJson(name, "", labels, options, "");
    }

    /** Whether its content is a folder of the host at any time, and not something that Podman mounts when it is used. */
    public boolean isFolder() {
        return (driver.isEmpty() || driver.equals("local"))
                && !options.containsKey("type")
                && !options.containsKey("device")
                && !mountpoint.isEmpty();
    }
}
