#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "field/field.hpp"
#include "model/scene.hpp"
#include "observe/state_sums.hpp"
#include "theory/alignment.hpp"

namespace coalesce {

/// A vertex buffer that pictures are drawn from, as the side that draws it lends it to the device.
struct DeviceLoan {
    float* positions = nullptr;  ///< 3N floats of the device's memory, mapped
    void* ready = nullptr;       ///< DeviceRuntime's event after which they are the device's; null: they are already
};

/// A cloud that lives in a device's memory and is moved there. Rows are tokens, in their order, always.
///
/// A token is a float triple (z = 0 on S^1), the nearest to where it is, and a second one with the rest, so that the
/// state is good to 2^-47 while the first, side by side in one array, is what a picture draws. Masses stay as they were
/// at construction. Calls come from one thread at a time; every one that gives something to the host waits for it, the
/// others only put work on the device's queue. All throw RunError where the device fails, in one line that names the
/// call; the cloud is lost then, and the caller goes on from the last state that it has.
class DeviceCloud {
  public:
    virtual ~DeviceCloud() = default;

    /// As its driver names the device.
    virtual std::string device() const = 0;

    /// The tokens anew: of the same number, dimension and masses.
    virtual void upload(const Cloud& tokens) = 0;
    /// Coordinates of all tokens, or of some, into a cloud of that size.
    virtual void download(Cloud& tokens) = 0;
    virtual void download(std::span<const std::uint32_t> tokens, Cloud& some) = 0;

    /// One layer or rk4 step with its noise (Integrator's, with the same random numbers).
    virtual void step(const Model& model, double dt, std::uint64_t step_index) = 0;

    // Of the present state. The field is computed once a state, by the first of these calls or by the step.
    virtual StateSums sums(const Model& model, const LeadingSpace& space) = 0;
    virtual void field(const Model& model, Field& out) = 0;
    /// 3N positions and N speeds (radians per unit of time), as Simulation::copy_tokens gives them.
    virtual void copy_tokens(const Model& model, std::vector<float>& positions, std::vector<float>& speed) = 0;

    /// Of the field last computed; backend "cuda".
    virtual SolverReport report() const = 0;
    /// FieldSolver's, of what chooses the mesh: what the field of the present state goes by, computed yet or not.
    virtual std::shared_ptr<const FieldSolver::State> save() const = 0;
    virtual void restore(const FieldSolver::State* state) = 0;

    // The float triples may live in a buffer that a picture draws from: what is drawn is then the simulation's memory.
    /// From now on they live there: copied the first time, and there already after park. The caller keeps the buffer
    /// mapped until park, or until the cloud is gone.
    virtual void attach(const DeviceLoan& loan) = 0;
    /// Waits for the queue to run dry; the buffer may then be unmapped and drawn from. Nothing may be asked of the
    /// cloud until attach or recover.
    virtual void park() = 0;
    /// Of a parked cloud whose buffer does not come back: its 3N floats, for memory of the cloud's own.
    virtual void recover(std::span<const float> positions) = 0;
    /// Since attach, also while parked, until recover.
    virtual bool attached() const = 0;
};

struct DeviceRequest {
    const Cloud& tokens;
    const Model& model;
    Method method = Method::layer;
    const SolverSpec& solver;
    std::uint64_t noise_seed = 0;
};

/// Makes a device cloud, or says in a few words why none can be: no driver, not enough memory, causal attention …
using DeviceFactory = std::function<std::unique_ptr<DeviceCloud>(const DeviceRequest& request, std::string& why_not)>;

/// Where clouds of this program may be moved; by default the CPU alone. Set once, before the first simulation is made:
/// by main, with cuda_factory() where that is built and wanted (--backend), or by a test with a device of its own.
/// @param why_none  where the factory is empty: why the program found no device, when it looked for one
void set_device_factory(DeviceFactory factory, std::string why_none = {});
bool has_device_factory();
/// Why clouds of this program cannot be moved; empty where they can, and where nobody looked.
const std::string& no_device_reason();
std::unique_ptr<DeviceCloud> make_device_cloud(const DeviceRequest& request, std::string& why_not);

}  // namespace coalesce
