# it runs, and somebody adds a route in Java
CARAVAN_HTTP_PORT=0 caravan run --routes routes > run.log 2>&1 &
until grep -q 'Caravan runs' run.log; do sleep 0.2; done
cp new/Alarm.java routes
until grep -q 'next:' run.log; do sleep 0.2; done
kill $!
wait $! || true
