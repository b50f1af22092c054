#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "coalesce/field/field.hpp"
#include "coalesce/model/scene.hpp"
#include "coalesce/observe/state_sums.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce {

/// A vertex buffer of the renderer, mapped into the device's memory and lent to the device.
struct DeviceLoan {
    float* positions = nullptr;  ///< 3N floats of device memory, mapped
    void* ready = nullptr;  ///< event of DeviceRuntime after which the device owns them; null: it owns them already
};

/// A cloud that lives and moves in a device's memory. Row i is always token i.
///
/// A token is a float triple (z = 0 on S^1), its rounded position, and a second triple with the remainder: the state is
/// good to 2^-49 for |x| ≤ 1, and the first triples, contiguous in one array, are what a picture draws. Masses are
/// fixed at construction. Calls come from one thread at a time; calls that return data to the host wait for the
/// device's queue, all others only enqueue work. All throw RunError if the device fails, in one line that names the
/// call, and write nothing to the host; the cloud is lost then, and the caller continues from its last copy
/// (TokenStore).
class DeviceCloud {
  public:
    virtual ~DeviceCloud() = default;

    /// Device name, as the driver reports it.
    virtual std::string device() const = 0;

    /// Replaces the tokens by as many of the same dimension and masses.
    virtual void upload(const Cloud& tokens) = 0;
    /// Copies the coordinates of all or of some tokens into a cloud of that size.
    virtual void download(Cloud& tokens) = 0;
    /// @param tokens  indices of those copied
    virtual void download(std::span<const std::uint32_t> tokens, Cloud& some) = 0;

    /// Takes one layer or rk4 step with its noise (as Integrator, with the same random numbers).
    virtual void step(const Model& model, double dt, std::uint64_t step_index) = 0;

    // The rest concerns the present state. Its field is computed once, by the first of these calls or by the step.
    /// The sums of measure_tokens.
    virtual StateSums sums(const Model& model, const LeadingSpace& space) = 0;
    /// Copies m and F of every token.
    virtual void field(const Model& model, Field& out) = 0;
    /// Copies 3N positions and N speeds (radians per unit of time), as Simulation::copy_tokens does.
    virtual void copy_tokens(const Model& model, std::vector<float>& positions, std::vector<float>& speed) = 0;

    /// Report on the last computed field; backend "cuda".
    virtual SolverReport report() const = 0;
    /// FieldSolver::save of the mesh's choice: the state that the present field depends on, computed or not.
    virtual std::shared_ptr<const FieldSolver::State> save() const = 0;
    /// FieldSolver::restore of the same.
    virtual void restore(const FieldSolver::State* state) = 0;

    // The float triples may live in a buffer that a picture draws from: the picture then draws the simulation's memory.
    /// Moves the triples into the buffer: copied the first time, already there after park. The caller keeps the buffer
    /// mapped until park, or until the cloud is destroyed.
    virtual void attach(const DeviceLoan& loan) = 0;
    /// Waits for the queue to finish; the buffer may then be unmapped and drawn from. The cloud accepts no other call
    /// until attach or recover.
    virtual void park() = 0;
    /// Replaces a buffer: copies its 3N floats into memory of the cloud's own.
    virtual void recover(std::span<const float> positions) = 0;
};

/// The cloud that is asked for; references are valid during the call only.
struct DeviceRequest {
    const Cloud& tokens;            ///< at the start, in token order
    const Model& model;             ///< of the first step; later ones bring theirs
    Method method = Method::layer;  ///< scheme of the steps
    const SolverSpec& solver;       ///< computation of the field
    std::uint64_t noise_seed = 0;   ///< seed of the noise
};

/// Makes a device cloud, or returns null with a short reason: no driver, not enough memory, causal attention …
using DeviceFactory = std::function<std::unique_ptr<DeviceCloud>(const DeviceRequest& request, std::string& why_not)>;

/// Sets the factory of device clouds; by default clouds stay on the CPU. Called once, before the first simulation: by
/// main, with cuda_factory() if that is built and wanted (--backend), or by a test with a device of its own.
/// @param why_none  for an empty factory: why a search found no device
void set_device_factory(DeviceFactory factory, std::string why_none = {});
bool has_device_factory();
/// Reason why clouds stay on the CPU; empty if a device is used or was never looked for.
const std::string& no_device_reason();
std::unique_ptr<DeviceCloud> make_device_cloud(const DeviceRequest& request, std::string& why_not);

}  // namespace coalesce
