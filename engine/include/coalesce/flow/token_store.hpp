#pragma once

#include <memory>
#include <span>

#include "coalesce/flow/cached.hpp"
#include "coalesce/flow/device.hpp"

namespace coalesce {

/// Memory that holds the tokens of a run.
enum class Residence {
    host,    ///< in host memory
    device,  ///< in the device's own memory
    mapped,  ///< in a vertex buffer that is mapped into the device's memory: the device's turn
    parked   ///< in that buffer, unmapped or about to be: the picture's turn
};

/// Owns the tokens of a run that fixed steps move on a device, and every handover between device, vertex buffer and
/// host.
///
///     device --attach--> mapped --park--> parked --attach--> mapped
///     mapped, parked --recover--> device
///     device, mapped, parked --leave--> host
///
/// Any other transition, and any use of the device while the buffer is the picture's (parked) or after leave(), throws
/// std::logic_error and changes nothing. A device that fails throws RunError: the residence is unchanged, and leave()
/// continues on the host from the last copy. All calls belong to the thread that steps; mapping and unmapping the
/// buffer is its owner's task: map before attach, unmap after park.
///
/// The host keeps a copy of the tokens, which is stale once they have moved.
class TokenStore {
  public:
    /// @param tokens  the tokens in the device's memory, in token order
    TokenStore(Cloud tokens, std::unique_ptr<DeviceCloud> device);

    /// Memory that holds the tokens now.
    Residence residence() const { return residence_; }
    /// True if a vertex buffer holds the tokens.
    bool in_buffer() const { return residence_ == Residence::mapped || residence_ == Residence::parked; }
    /// N.
    std::size_t count() const { return copy_.last().size(); }
    /// The device, for steps and for sums over the present tokens.
    DeviceCloud& device() const;

    /// Moves the tokens by one step of the device.
    void step(const Model& model, double dt, std::uint64_t step_index);
    /// Replaces the tokens by as many with the same masses.
    void upload(Cloud tokens);
    /// All tokens on the host; copied if the copy there is stale.
    const Cloud& on_host();
    /// Copies some tokens, with masses that sum to 1; from the host if the copy there is not stale.
    void copy_some(std::span<const std::uint32_t> tokens, Cloud& some);
    /// True if the copy on the host has the present tokens.
    bool copied() const { return copy_.holds(moved_); }
    /// The last copy on the host, stale or not.
    const Cloud& last_copy() const { return copy_.last(); }

    /// Moves the tokens into a mapped buffer of 3N floats, or continues in it after the picture's turn.
    void attach(const DeviceLoan& buffer);
    /// Waits for the device; a mapped buffer may then be unmapped and drawn from.
    void park();
    /// Moves the tokens back into the device's own memory, from the buffer's 3N floats.
    void recover(std::span<const float> positions);
    /// Gives up the device.
    /// @return  the last copy
    Cloud leave();

  private:
    Residence residence_ = Residence::device;
    std::unique_ptr<DeviceCloud> device_;
    Revision moved_ = 1;
    Cached<Cloud> copy_;
};

}  // namespace coalesce
