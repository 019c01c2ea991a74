package dev.caravan.catalog;

class LocalStoreTest extends ObjectStoreContract {

  @Override
  ObjectStore open() {
    return new LocalStore(folder.resolve("store"));
  }
}
