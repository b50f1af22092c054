#include "coalesce/flow/device.hpp"

#include <utility>

namespace coalesce {

namespace {

struct Choice {
    DeviceFactory factory;
    std::string why_none;
};
Choice& choice() {
    static Choice none;
    return none;
}

}  // namespace

void set_device_factory(DeviceFactory factory, std::string why_none) {
    choice() = {std::move(factory), std::move(why_none)};
}

bool has_device_factory() {
    return static_cast<bool>(choice().factory);
}

const std::string& no_device_reason() {
    return choice().why_none;
}

std::unique_ptr<DeviceCloud> make_device_cloud(const DeviceRequest& request, std::string& why_not) {
    why_not.clear();
    return has_device_factory() ? choice().factory(request, why_not) : nullptr;
}

}  // namespace coalesce
