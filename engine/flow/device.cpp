#include "flow/device.hpp"

#include <utility>

namespace coalesce {

namespace {

DeviceFactory& factory() {
    static DeviceFactory none;
    return none;
}

}  // namespace

void set_device_factory(DeviceFactory wanted) {
    factory() = std::move(wanted);
}

bool has_device_factory() {
    return static_cast<bool>(factory());
}

std::unique_ptr<DeviceCloud> make_device_cloud(const DeviceRequest& request, std::string& why_not) {
    why_not.clear();
    return factory() ? factory()(request, why_not) : nullptr;
}

}  // namespace coalesce
