/**
 * Edge: iptables, ipset and the bridge sysctls of one network namespace.
 *
 * <p>Input: a {@link io.podseg.state.FirewallTransaction}. Output: the {@link io.podseg.state.Firewall} as the kernel has it.
 * Entry class: {@link io.podseg.host.netfilter.NetfilterAdapter}.
 */
@NullMarked
package io.podseg.host.netfilter;

import org.jspecify.annotations.NullMarked;
