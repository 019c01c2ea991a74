# it runs, and while a batch takes long its route is saved anew
CARAVAN_HTTP_PORT=0 caravan run --routes routes > run.log 2>&1 &
until grep -q 'in hand' run.log; do sleep 0.2; done
cp new/orders.camel.yaml routes
until grep -q 'next:' run.log; do sleep 0.2; done
kill -9 $!
wait $! || true
