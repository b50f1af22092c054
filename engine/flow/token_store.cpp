#include "coalesce/flow/token_store.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "coalesce/observe/token_sample.hpp"

namespace coalesce {

namespace {

const char* name_of(Residence residence) {
    switch (residence) {
        case Residence::host:
            return "on the host";
        case Residence::device:
            return "in the device's memory";
        case Residence::mapped:
            return "in a mapped buffer";
        case Residence::parked:
            break;
    }
    return "in a parked buffer";
}

[[noreturn]] void refuse(const char* what, Residence residence) {
    throw std::logic_error(std::string(what) + ": the tokens are " + name_of(residence));
}

}  // namespace

TokenStore::TokenStore(Cloud tokens, std::unique_ptr<DeviceCloud> device) : device_(std::move(device)) {
    copy_.set(moved_, std::move(tokens));
}

DeviceCloud& TokenStore::device() const {
    if (residence_ != Residence::device && residence_ != Residence::mapped) refuse("use of the device", residence_);
    return *device_;
}

void TokenStore::step(const Model& model, double dt, std::uint64_t step_index) {
    device().step(model, dt, step_index);
    ++moved_;
}

void TokenStore::upload(Cloud tokens) {
    device();  // checks the residence
    copy_.set(++moved_, std::move(tokens));
    device_->upload(copy_.last());
}

const Cloud& TokenStore::on_host() {
    return copy_.at(moved_, [this](Cloud& copy) { device().download(copy); });
}

void TokenStore::copy_some(std::span<const std::uint32_t> tokens, Cloud& some) {
    sample_cloud(copy_.last(), std::vector<std::int32_t>(tokens.begin(), tokens.end()), some);
    if (!copied()) device().download(tokens, some);
}

void TokenStore::attach(const DeviceLoan& buffer) {
    if (residence_ != Residence::device && residence_ != Residence::parked) refuse("attach", residence_);
    device_->attach(buffer);
    residence_ = Residence::mapped;
}

void TokenStore::park() {
    if (residence_ == Residence::host) refuse("park", residence_);
    device_->park();
    if (residence_ == Residence::mapped) residence_ = Residence::parked;
}

void TokenStore::recover(std::span<const float> positions) {
    if (!in_buffer()) refuse("recover", residence_);
    device_->recover(positions);
    residence_ = Residence::device;
}

Cloud TokenStore::leave() {
    if (residence_ == Residence::host) refuse("leave", residence_);
    device_.reset();
    residence_ = Residence::host;
    return std::move(copy_.memory());
}

}  // namespace coalesce
