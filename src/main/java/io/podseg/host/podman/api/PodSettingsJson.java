package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rest of {@link PodCreate}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodSettingsJson(
        @JsonProperty("hostadd") List<String> hosts,
        @JsonProperty("dns_server") List<String> dnsServers,
        @JsonProperty("dns_search") List<String> dnsSearches,
        @JsonProperty("dns_option") List<String> dnsOptions,
        @JsonProperty("sysctl") Map<String, String> sysctls,
        @JsonProperty("pidns") Optional<PodCreate.Namespace> pid,
        @JsonProperty("ipcns") Optional<PodCreate.Namespace> ipc,
        @JsonProperty("utsns") Optional<PodCreate.Namespace> uts,
        @JsonProperty("userns") Optional<PodCreate.Namespace> users,
        @JsonProperty("idmappings") Optional<IdMappings> idMappings,
        @JsonProperty("shared_namespaces") List<String> shared,
        @JsonProperty("infra_name") Optional<String> infraName) {

    /** How ids of the container become ids of the host. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record IdMappings(
            @JsonProperty("AutoUserNs") boolean auto,
            @JsonProperty("AutoUserNsOpts") Optional<Auto> options,
            @JsonProperty("UIDMap") List<IdMap> users,
            @JsonProperty("GIDMap") List<IdMap> groups) {}

    /** How many ids Podman chooses. */
    public record Auto(@JsonProperty("Size") long size) {}

    /** Ids of the container that are ids of whoever runs Podman. */
    public record IdMap(
            @JsonProperty("container_id") long container,
            @JsonProperty("host_id") long host,
            @JsonProperty("size") long size) {}
}
